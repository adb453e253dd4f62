package io.github.hazelcastjetty.documents;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles snippets of Java, which are methods of a configuration class.
 */
final class JavaSnippets {

	private static final String IMPORTS = """
			import java.util.*;
			import com.hazelcast.config.*;
			import com.hazelcast.config.MapStoreConfig.InitialLoadMode;
			import com.hazelcast.core.*;
			import io.github.hazelcastjetty.session.autoconfigure.*;
			import io.github.hazelcastjetty.session.codec.*;
			import io.github.hazelcastjetty.session.store.*;
			import org.springframework.beans.factory.annotation.Value;
			import org.springframework.context.annotation.*;
			import org.springframework.security.config.Customizer;
			import org.springframework.security.config.annotation.web.builders.HttpSecurity;
			import org.springframework.security.oauth2.client.web.*;
			import org.springframework.security.web.SecurityFilterChain;
			import io.github.hazelcastjetty.session.hazelcast.InMemorySessionStore;
			import io.github.hazelcastjetty.session.test.ClusteredApplication;
			import org.junit.jupiter.api.Test;
			import org.springframework.boot.test.context.SpringBootTest;
			import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
			import org.springframework.stereotype.Service;
			import static org.assertj.core.api.Assertions.assertThat;
			""";

	private static final String DECLARATIONS = "with: ";

	private JavaSnippets() {
	}

	/**
	 * Compiles snippets.
	 * @return what the compiler says, empty if it is content
	 */
	static String compile(List<Snippet> snippets, Path directory) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		List<String> options = List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"), "-d",
				directory.toString());
		List<Source> sources = IntStream.range(0, snippets.size())
			.mapToObj((index) -> new Source("Snippet" + index, snippets.get(index)))
			.toList();
		return compiler.getTask(messages, null, null, options, null, sources).call() ? "" : messages.toString();
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		private Source(String name, Snippet snippet) {
			super(URI.create("string:///" + name + Kind.SOURCE.extension), JavaFileObject.Kind.SOURCE);
			String declarations = snippet.label().startsWith(DECLARATIONS)
					? snippet.label().substring(DECLARATIONS.length()) : "";
			this.text = "%s class %s { // %s%n%s%n%s }".formatted(IMPORTS, name, snippet.place(), snippet.text(),
					declarations);
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
