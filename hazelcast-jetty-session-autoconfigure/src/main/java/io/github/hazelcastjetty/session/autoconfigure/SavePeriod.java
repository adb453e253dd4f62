package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.Assert;

/**
 * When the changes of a session are saved: one of four modes, each with a name and a
 * number, or the time after which a changed session is saved at the latest.
 *
 * @since 1.0.0
 */
public final class SavePeriod {

	/**
	 * Save after every attribute that is set or removed: number -2.
	 */
	public static final SavePeriod ATTRIBUTE_CHANGE = new SavePeriod(-2, "attribute-change");

	/**
	 * Save only when the node is shut down, so that its death loses all changes: number
	 * -1.
	 */
	public static final SavePeriod SHUTDOWN = new SavePeriod(-1, "shutdown");

	/**
	 * Save at the end of each request, with attributes that were changed without being
	 * set: number 0.
	 */
	public static final SavePeriod REQUEST_END = new SavePeriod(0, "request-end");

	/**
	 * Save at the end of each request that has set or removed an attribute: number 1.
	 */
	public static final SavePeriod REQUEST_END_IF_SET = new SavePeriod(1, "request-end-if-set");

	private static final List<SavePeriod> MODES = List.of(ATTRIBUTE_CHANGE, SHUTDOWN, REQUEST_END, REQUEST_END_IF_SET);

	private static final String FORMS = "use 'attribute-change' (-2), 'shutdown' (-1), 'request-end' (0), "
			+ "'request-end-if-set' (1) or a time of at least two seconds";

	private final int number;

	private final @Nullable String name;

	private SavePeriod(int number, @Nullable String name) {
		this.number = number;
		this.name = name;
	}

	/**
	 * Return the number of a mode, or the seconds after which a changed session is saved.
	 * @return the number, -2 or more
	 */
	public int getNumber() {
		return this.number;
	}

	/**
	 * Return the save period with the given number.
	 * @param number the number of a mode, or a time in seconds
	 * @return the save period
	 */
	public static SavePeriod valueOf(Integer number) {
		Assert.notNull(number, "'number' must not be null");
		if (number < -2) {
			throw notASavePeriod(number.toString());
		}
		return MODES.stream()
			.filter((mode) -> mode.number == number)
			.findFirst()
			.orElseGet(() -> new SavePeriod(number, null));
	}

	/**
	 * Return the save period that is written in the given way.
	 * @param text the name or number of a mode, or a time such as {@code 10s}
	 * @return the save period
	 */
	public static SavePeriod valueOf(String text) {
		Assert.notNull(text, "'text' must not be null");
		for (SavePeriod mode : MODES) {
			if (Objects.equals(mode.name, text.strip().toLowerCase().replace('_', '-'))) {
				return mode;
			}
		}
		return (text.strip().matches("-?\\d{1,9}")) ? valueOf(Integer.valueOf(text.strip())) : ofTime(text.strip());
	}

	private static SavePeriod ofTime(String text) {
		long seconds = parseTime(text).toSeconds();
		if (seconds < 2 || seconds > Integer.MAX_VALUE) {
			throw notASavePeriod(text);
		}
		return new SavePeriod((int) seconds, null);
	}

	private static Duration parseTime(String text) {
		try {
			return DurationStyle.detectAndParse(text, ChronoUnit.SECONDS);
		}
		catch (IllegalArgumentException ex) {
			// Without the cause, which would be reported in its place
			throw notASavePeriod(text);
		}
	}

	private static IllegalArgumentException notASavePeriod(String text) {
		return new IllegalArgumentException("'" + text + "' is not a save period, " + FORMS);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SavePeriod that && this.number == that.number;
	}

	@Override
	public int hashCode() {
		return this.number;
	}

	@Override
	public String toString() {
		return (this.name != null) ? this.name : this.number + "s";
	}

}
