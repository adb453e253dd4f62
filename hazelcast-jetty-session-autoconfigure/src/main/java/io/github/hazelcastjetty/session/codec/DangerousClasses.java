package io.github.hazelcastjetty.session.codec;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the known attacks by deserialization end in: classes that, only because bytes say
 * so, define classes, run scripts, call methods by their names, open connections or write
 * files. An attack consists of harmless classes around one of these. They are refused
 * even where all classes are allowed, unless they are named.
 */
final class DangerousClasses {

	/**
	 * In the form of {@link AllowedClasses#filter}.
	 */
	static final List<String> PATTERNS = Stream
		.of(definersOfClasses(), scripts(), remote(), dataSources(), callersByName(), springs(), streamsInStreams(),
				writersOfFiles())
		.flatMap(List::stream)
		.toList();

	private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter(String.join(";", PATTERNS));

	private DangerousClasses() {
	}

	/**
	 * Return whether a class is one of them.
	 */
	static boolean contain(Class<?> type) {
		return FILTER.checkInput(new StreamClass(type)) == Status.ALLOWED;
	}

	private static List<String> definersOfClasses() {
		return List.of("com.sun.org.apache.bcel.**", "com.sun.org.apache.xalan.**", "com.sun.org.apache.xpath.**",
				"org.apache.bcel.**", "org.apache.xalan.**", "org.apache.xpath.**", "javassist.**",
				"org.jboss.interceptor.**", "org.jboss.weld.interceptor.**", "net.sf.cglib.**",
				"org.springframework.cglib.**", "java.util.ServiceLoader*");
	}

	private static List<String> scripts() {
		return List.of("bsh.**", "clojure.**", "com.sun.el.**", "de.odysseus.el.**", "freemarker.**",
				"groovy.util.Expando", "groovy.lang.Closure", "jakarta.el.**", "javax.el.**", "javax.script.**",
				"jdk.nashorn.**", "ognl.**", "org.apache.commons.jexl2.**", "org.apache.commons.jexl3.**",
				"org.apache.el.**", "org.apache.myfaces.el.**", "org.apache.myfaces.view.facelets.el.**",
				"org.apache.velocity.**", "org.codehaus.groovy.**", "org.apache.groovy.**", "org.jruby.**",
				"org.mozilla.**", "org.mvel2.**", "org.openjdk.nashorn.**", "org.python.**",
				"org.springframework.expression.**", "org.springframework.scripting.**",
				"scala.collection.immutable.LazyList*", "scala.collection.immutable.Stream*", "scala.collection.View*",
				"scala.sys.**", "sun.org.mozilla.**");
	}

	/**
	 * JNDI, RMI, JMX and the like.
	 */
	private static List<String> remote() {
		return List.of("com.caucho.**", "com.sun.corba.**", "com.sun.jmx.**", "com.sun.jndi.**", "java.rmi.**",
				"javax.ejb.**", "javax.management.**", "javax.media.**", "javax.naming.**", "javax.rmi.**",
				"oracle.jdbc.pool.**", "oracle.jdbc.rowset.**", "oracle.ucp.**", "org.apache.activemq.**",
				"org.apache.commons.configuration.**", "org.apache.commons.configuration2.**", "org.apache.naming.**",
				"org.apache.openjpa.ee.**", "org.apache.shiro.jndi.**", "org.apache.xbean.**", "org.jboss.ejb.**",
				"org.jboss.remoting3.**", "org.omg.**", "sun.rmi.**", "weblogic.**");
	}

	private static List<String> dataSources() {
		return List.of("bitronix.**", "ch.qos.logback.core.db.**", "com.alibaba.druid.**", "com.atomikos.**",
				"com.mchange.**", "com.mysql.cj.jdbc.*", "com.mysql.jdbc.jdbc2.**", "com.sun.rowset.**",
				"com.zaxxer.hikari.**", "javax.sql.rowset.BaseRowSet", "org.apache.commons.dbcp.**",
				"org.apache.commons.dbcp2.**", "org.apache.derby.jdbc.**", "org.apache.tomcat.dbcp.**",
				"org.apache.tomcat.jdbc.**", "org.h2.jdbcx.**", "org.hsqldb.jdbc.**", "org.mariadb.jdbc.*",
				"org.postgresql.ds.**");
	}

	/**
	 * Transformers, comparators, views and nodes that call methods or getters by their
	 * names.
	 */
	private static List<String> callersByName() {
		return List.of("com.alibaba.fastjson.**", "com.alibaba.fastjson2.**", "com.opensymphony.**",
				"com.redhat.ceylon.**", "com.rometools.**", "com.sun.syndication.**",
				"com.fasterxml.jackson.databind.node.POJONode", "tools.jackson.databind.node.POJONode",
				"com.vaadin.data.util.MethodProperty*", "com.vaadin.data.util.NestedMethodProperty*",
				"com.vaadin.v7.data.util.MethodProperty*", "com.vaadin.v7.data.util.NestedMethodProperty*",
				"java.beans.EventHandler", "java.beans.Statement", "java.beans.beancontext.**", "javax.swing.**",
				"sun.swing.**", "kotlin.jvm.internal.AdaptedFunctionReference",
				"kotlin.jvm.internal.CallableReference*", "kotlin.jvm.internal.FunctionReference*",
				"kotlin.jvm.internal.MutablePropertyReference*", "kotlin.jvm.internal.PropertyReference*",
				"kotlin.reflect.**", "net.sf.json.**", "org.apache.batik.**", "org.apache.click.**",
				"org.apache.commons.beanutils.**", "org.apache.commons.beanutils2.**",
				"org.apache.commons.collections.functors.**", "org.apache.commons.collections4.functors.**",
				"org.apache.struts2.**", "org.hibernate.engine.spi.TypedValue", "org.hibernate.metamodel.**",
				"org.hibernate.property.**", "org.hibernate.tuple.**", "org.hibernate.type.**", "sun.reflect.**");
	}

	/**
	 * The parts of Spring that call methods, or look up beans and JNDI names.
	 */
	private static List<String> springs() {
		return List.of("org.aopalliance.**", "org.aspectj.**", "org.springframework.aop.**",
				"org.springframework.beans.factory.**", "org.springframework.beans.support.PropertyComparator",
				"org.springframework.core.SerializableTypeWrapper*", "org.springframework.ejb.**",
				"org.springframework.jca.**", "org.springframework.jdbc.datasource.**", "org.springframework.jndi.**",
				"org.springframework.remoting.**", "org.springframework.transaction.interceptor.**",
				"org.springframework.transaction.jta.**");
	}

	/**
	 * Deserialize bytes of their own, behind no filter of ours.
	 */
	private static List<String> streamsInStreams() {
		return List.of("java.security.SignedObject", "javax.crypto.SealedObject");
	}

	private static List<String> writersOfFiles() {
		return List.of("org.apache.commons.fileupload.**", "org.apache.commons.fileupload2.**",
				"org.apache.tomcat.util.http.fileupload.**", "org.apache.wicket.util.upload.**",
				"org.springframework.web.multipart.commons.**");
	}

}
