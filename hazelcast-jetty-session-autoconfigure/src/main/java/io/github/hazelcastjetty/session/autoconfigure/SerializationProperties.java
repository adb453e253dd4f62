package io.github.hazelcastjetty.session.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Properties of how session attributes are turned into bytes.
 *
 * @since 1.0.0
 */
public class SerializationProperties {

	/**
	 * Comma-separated list of the classes (com.example.Cart) and packages (com.example.*
	 * or, with those below it, com.example.**) that session attributes may be made of, in
	 * addition to the application's packages and what "filter" has. "*" allows all
	 * classes but those that attacks are made of, which have to be named.
	 */
	private List<String> allow = new ArrayList<>();

	/**
	 * What session attributes may be made of besides what "allow" and the packages of the
	 * application have.
	 */
	private SerializationFilter filter = SerializationFilter.DEFAULT;

	/**
	 * Whether each attribute that is set makes the way to another node and back at once,
	 * so that what would fail there is reported here. When not set, it does so with
	 * Spring Boot's DevTools and in tests.
	 */
	private @Nullable Boolean check;

	/**
	 * Comma-separated list of the names of classes whose objects never change once they
	 * are session attributes, so that a session is not searched for changes in them. The
	 * value types of the JDK, and records and enums made of them, are known.
	 */
	private List<String> immutable = new ArrayList<>();

	/**
	 * Size from which a session attribute is worth a warning. Zero switches the warning
	 * off.
	 */
	private DataSize warnSize = DataSize.ofKilobytes(512);

	public List<String> getAllow() {
		return this.allow;
	}

	public void setAllow(List<String> allow) {
		this.allow = allow;
	}

	public SerializationFilter getFilter() {
		return this.filter;
	}

	public void setFilter(SerializationFilter filter) {
		this.filter = filter;
	}

	public @Nullable Boolean getCheck() {
		return this.check;
	}

	public void setCheck(@Nullable Boolean check) {
		this.check = check;
	}

	public List<String> getImmutable() {
		return this.immutable;
	}

	public void setImmutable(List<String> immutable) {
		this.immutable = immutable;
	}

	public DataSize getWarnSize() {
		return this.warnSize;
	}

	public void setWarnSize(DataSize warnSize) {
		this.warnSize = warnSize;
	}

}
