package io.github.hazelcastjetty.session.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import org.hibernate.Hibernate;
import org.hibernate.LazyInitializationException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.SortNatural;
import org.hibernate.cfg.Configuration;

/**
 * Entities, with the collections and proxies that Hibernate puts into them.
 */
final class HibernateKinds {

	private HibernateKinds() {
	}

	static Stream<Kind> all() {
		try (SessionFactory factory = factory()) {
			factory.inTransaction(HibernateKinds::persist);
			try (Session session = factory.openSession()) {
				return kinds(session).stream();
			}
		}
	}

	private static SessionFactory factory() {
		return new Configuration().addAnnotatedClass(Author.class)
			.addAnnotatedClass(Book.class)
			.setProperty("hibernate.connection.url", "jdbc:h2:mem:gallery")
			.setProperty("hibernate.hbm2ddl.auto", "create-drop")
			.buildSessionFactory();
	}

	private static void persist(Session session) {
		Author author = new Author();
		author.id = 1;
		author.names = new ArrayList<>(List.of("Ada"));
		author.tags = Set.of("a");
		author.ranks = new TreeMap<>(Map.of("a", 1));
		Book book = new Book();
		book.id = 2;
		book.author = author;
		author.books = new ArrayList<>(List.of(book));
		session.persist(author);
	}

	private static List<Kind> kinds(Session session) {
		Author untouched = session.find(Author.class, 1);
		Kind kind = Kind.of("entity with collections that are not loaded", untouched,
				(author) -> author.id + "" + Hibernate.isInitialized(author.books));
		session.clear();
		Author author = session.find(Author.class, 1);
		List.of(author.books, author.names, author.tags, author.ranks).forEach(Hibernate::initialize);
		session.detach(author.books.get(0));
		session.clear();
		Book book = session.find(Book.class, 2);
		session.clear();
		Author proxy = session.getReference(Author.class, 1);
		return List.of(kind,
				Kind.of("entity", author,
						(each) -> List.of(each.books.get(0).id, each.books.get(0).author == each,
								List.copyOf(each.names), Set.copyOf(each.tags), new TreeMap<>(each.ranks))),
				Kind.of("entity with a proxy", book, (each) -> each.author.getId()),
				Kind.of("proxy of an entity", proxy, Author::getId),
				Kind.of("bag of Hibernate", author.books, (books) -> books.get(0).id),
				Kind.of("list of Hibernate", author.names), Kind.of("set of Hibernate", author.tags),
				Kind.of("sorted map of Hibernate", author.ranks),
				Kind.of("failure of Hibernate", new LazyInitializationException("a"), Throwable::getMessage));
	}

	@Entity
	@SuppressWarnings("serial")
	public static class Author implements Serializable {

		@Id
		private int id;

		@OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
		private List<Book> books;

		@ElementCollection
		@OrderColumn
		private List<String> names;

		@ElementCollection
		private Set<String> tags;

		@ElementCollection
		@SortNatural
		private SortedMap<String, Integer> ranks;

		public int getId() {
			return this.id;
		}

	}

	@Entity
	@SuppressWarnings("serial")
	static class Book implements Serializable {

		@Id
		private int id;

		@ManyToOne(fetch = FetchType.LAZY)
		private Author author;

	}

}
