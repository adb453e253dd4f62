package io.github.hazelcastjetty.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A chart of horizontal bars in groups, as SVG.
 */
final class BarChart {

	private static final int WIDTH = 860;

	private static final int LEFT = 190;

	private static final int BAR = 12;

	private static final int GAP = 14;

	private static final int LINE = 18;

	private static final int TOP = 34;

	private static final int ROOM_FOR_NUMBER = 60;

	private static final int HALF_A_LETTER = 2;

	// Told apart without colours by their order, which is that of the legend
	private static final List<String> COLOURS = List.of("#8a8a8a", "#1f5fa8", "#7fb0e6", "#c05a00", "#f2a661",
			"#3c7d3c", "#9ccb9c");

	private final String title;

	private final List<String> series;

	private final List<Group> groups = new ArrayList<>();

	/**
	 * Create a chart.
	 * @param title what it shows
	 * @param series the names of the bars of each group
	 */
	BarChart(String title, List<String> series) {
		this.title = title;
		this.series = series;
	}

	/**
	 * Add a group.
	 * @param label its name
	 * @param values the lengths of its bars, one for each of the series
	 */
	void add(String label, List<OptionalDouble> values) {
		this.groups.add(new Group(label, values));
	}

	String svg() {
		double longest = 0;
		for (Group group : this.groups) {
			for (OptionalDouble value : group.values()) {
				longest = Math.max(longest, value.orElse(0));
			}
		}
		int groupHeight = this.series.size() * BAR + GAP;
		int height = TOP + this.series.size() * LINE + GAP + this.groups.size() * groupHeight;
		StringBuilder svg = new StringBuilder("""
				<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d" \
				font-family="sans-serif" font-size="11">
				<rect width="100%%" height="100%%" fill="#ffffff"/>
				<text x="10" y="20" font-size="14" font-weight="bold">%s</text>
				""".formatted(WIDTH, height, this.title));
		int y = TOP;
		for (int i = 0; i < this.series.size(); i++) {
			svg.append(bar(10, y, BAR, COLOURS.get(i % COLOURS.size())));
			svg.append(text(LINE + 10, y + BAR - HALF_A_LETTER, "start", this.series.get(i)));
			y += LINE;
		}
		y += GAP;
		double scale = (WIDTH - LEFT - ROOM_FOR_NUMBER) / longest;
		for (Group group : this.groups) {
			svg.append(text(LEFT - 10, y + (groupHeight - GAP) / 2 + BAR / 2 - HALF_A_LETTER, "end", group.label()));
			for (int i = 0; i < group.values().size(); i++) {
				OptionalDouble value = group.values().get(i);
				if (value.isPresent()) {
					int length = (int) Math.max(1, Math.round(value.getAsDouble() * scale));
					svg.append(bar(LEFT, y + i * BAR, length, COLOURS.get(i % COLOURS.size())));
					svg.append(text(LEFT + length + 4, y + (i + 1) * BAR - HALF_A_LETTER, "start",
							String.format(Locale.ROOT, "%.2f", value.getAsDouble())));
				}
			}
			y += groupHeight;
		}
		return svg.append("</svg>\n").toString();
	}

	private static String bar(int x, int y, int length, String colour) {
		return "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n".formatted(x, y, length, BAR - 1,
				colour);
	}

	private static String text(int x, int y, String anchor, String text) {
		return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n".formatted(x, y, anchor, text);
	}

	/**
	 * Some bars that belong together.
	 *
	 * @param label their name
	 * @param values their lengths
	 */
	private record Group(String label, List<OptionalDouble> values) {

	}

}
