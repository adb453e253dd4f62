package io.github.hazelcastjetty.benchmark.micro;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.data.AttributeChange;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues.DecodedValue;
import io.github.hazelcastjetty.session.jetty.data.Candidate;
import io.github.hazelcastjetty.session.store.SessionStatistics;

/**
 * Values of attributes: turned into bytes, read back, and searched for changes in place.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ValueBenchmark {

	private static final String NAME = "value";

	private static final String SESSION = "session";

	private static final int ELEMENTS = 50;

	/** What the value is. */
	@Param({ "STRING", "LIST", "MAP" })
	private Kind kind = Kind.STRING;

	private final AttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(AllowedClasses.DEFAULTS));

	private final AttributeValues values = new AttributeValues(this.codec, AttributeCipher.none(), true, Set.of(), 0,
			new SessionStatistics());

	private Object value = "";

	private byte[] bytes = {};

	private List<Candidate> unchanged = List.of();

	/**
	 * Create the value.
	 * @throws AttributeCodecException if it cannot be encoded
	 */
	@Setup
	public void create() throws AttributeCodecException {
		this.value = this.kind.create();
		this.bytes = this.codec.encode(NAME, this.value);
		DecodedValue decoded = this.values.decode(SESSION, NAME, this.bytes);
		if (decoded == null) {
			throw new IllegalStateException("Cannot be read: " + this.kind);
		}
		this.unchanged = List.of(new Candidate(NAME, decoded.value(), decoded.fingerprint(), true));
	}

	/**
	 * Turn the value into bytes.
	 * @return the bytes
	 * @throws AttributeCodecException if it cannot be encoded
	 */
	@Benchmark
	public byte[] encode() throws AttributeCodecException {
		return this.codec.encode(NAME, this.value);
	}

	/**
	 * Read the value.
	 * @return the value
	 * @throws AttributeCodecException if it cannot be decoded
	 */
	@Benchmark
	public Object decode() throws AttributeCodecException {
		return this.codec.decode(NAME, this.bytes);
	}

	/**
	 * Read the value as a request does, which remembers what it looked like.
	 * @return the value
	 */
	@Benchmark
	public @Nullable DecodedValue read() {
		return this.values.decode(SESSION, NAME, this.bytes);
	}

	/**
	 * Look whether a value that was read has been changed in place, which it has not.
	 * @return nothing to be stored
	 */
	@Benchmark
	public AttributeChange detect() {
		return this.values.encode(SESSION, this.unchanged, false);
	}

	/**
	 * What applications keep in sessions.
	 */
	public enum Kind {

		/** Text of 100 characters. */
		STRING,

		/** A list of texts. */
		LIST,

		/** A map of numbers. */
		MAP;

		Object create() {
			if (this == STRING) {
				return "x".repeat(100);
			}
			List<String> list = new ArrayList<>();
			HashMap<String, Long> map = new HashMap<>();
			for (int i = 0; i < ELEMENTS; i++) {
				list.add("element " + i);
				map.put("key " + i, (long) i);
			}
			return (this == LIST) ? list : map;
		}

	}

}
