package io.github.hazelcastjetty.session.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashBasedTable;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Lists;
import com.google.common.collect.Range;
import com.google.common.net.HostAndPort;
import com.google.common.primitives.ImmutableIntArray;
import kotlin.Pair;
import kotlin.Triple;
import kotlin.Unit;
import kotlin.collections.CollectionsKt;
import kotlin.collections.MapsKt;
import kotlin.text.Regex;
import org.apache.commons.collections4.bag.HashBag;
import org.apache.commons.collections4.bidimap.DualHashBidiMap;
import org.apache.commons.collections4.list.UnmodifiableList;
import org.apache.commons.collections4.map.CaseInsensitiveMap;
import org.apache.commons.collections4.map.LRUMap;
import org.apache.commons.collections4.map.ListOrderedMap;
import org.apache.commons.collections4.queue.CircularFifoQueue;
import org.apache.commons.lang3.mutable.MutableInt;
import org.apache.commons.lang3.tuple.ImmutablePair;
import org.apache.commons.lang3.tuple.MutablePair;
import org.codehaus.groovy.runtime.GStringImpl;
import org.joda.time.DateTimeZone;
import org.joda.time.Interval;
import org.joda.time.LocalDate;
import scala.Option;
import scala.Tuple2;
import scala.math.BigDecimal;
import scala.util.Left;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values of other languages and of libraries.
 */
final class LibraryKinds {

	private LibraryKinds() {
	}

	static Stream<Kind> all() throws Exception {
		return Stream.of(guava(), commons(), kotlin(), scala(), groovy(), others()).flatMap(List::stream);
	}

	private static List<Kind> guava() {
		ArrayListMultimap<String, Integer> multimap = ArrayListMultimap.create();
		multimap.put("a", 1);
		HashBasedTable<String, String, Integer> table = HashBasedTable.create();
		table.put("a", "b", 1);
		return List.of(Kind.of("Guava list", ImmutableList.of(1, 2)), Kind.of("Guava set", ImmutableSet.of(1, 2)),
				Kind.of("Guava map", ImmutableMap.of(1, 2)), Kind.of("Guava sorted map", ImmutableSortedMap.of(1, 2)),
				Kind.of("Guava multimap", multimap), Kind.of("Guava table", table),
				Kind.of("Guava multiset", HashMultiset.create(List.of(1, 1))),
				Kind.of("Guava bimap", HashBiMap.create(Map.of(1, 2))), Kind.of("Guava range", Range.closed(1, 2)),
				Kind.of("Guava optional", com.google.common.base.Optional.of(1)),
				Kind.of("Guava host and port", HostAndPort.fromString("a:1")),
				Kind.of("Guava array", ImmutableIntArray.of(1, 2)));
	}

	private static List<Kind> commons() {
		ListOrderedMap<String, Integer> ordered = new ListOrderedMap<>();
		ordered.put("a", 1);
		LRUMap<String, Integer> recent = new LRUMap<>(10);
		recent.put("a", 1);
		CircularFifoQueue<Integer> queue = new CircularFifoQueue<>(List.of(1, 2));
		return List.of(Kind.of("Commons bag", new HashBag<>(List.of(1, 1))),
				Kind.of("Commons bidirectional map", new DualHashBidiMap<>(Map.of(1, 2))),
				Kind.of("Commons recent map", recent), Kind.of("Commons ordered map", ordered),
				Kind.of("Commons case-insensitive map", new CaseInsensitiveMap<>(Map.of("A", 1))),
				Kind.of("Commons unmodifiable list", UnmodifiableList.unmodifiableList(new ArrayList<>(List.of(1)))),
				Kind.of("Commons ring", queue, (each) -> new ArrayList<>(each)),
				Kind.of("Commons pair", ImmutablePair.of(1, 2)), Kind.of("Commons mutable pair", MutablePair.of(1, 2)),
				Kind.of("Commons mutable number", new MutableInt(1)),
				Kind.of("Commons range", org.apache.commons.lang3.Range.of(1, 2)),
				Kind.of("Commons date format", org.apache.commons.lang3.time.FastDateFormat.getInstance("yyyy")));
	}

	private static List<Kind> kotlin() {
		return List.of(Kind.of("Kotlin pair", new Pair<>(1, 2)), Kind.of("Kotlin triple", new Triple<>(1, 2, 3)),
				Kind.of("Kotlin empty list", CollectionsKt.emptyList()), Kind.of("Kotlin empty map", MapsKt.emptyMap()),
				Kind.of("Kotlin list", CollectionsKt.listOf(1, 2)),
				Kind.of("Kotlin map", MapsKt.mapOf(new Pair<>(1, 2))), Kind.of("Kotlin builder's list", builtList()),
				Kind.of("Kotlin regex", new Regex("a+"), Regex::getPattern),
				Kind.of("Kotlin lazy", kotlin.LazyKt.lazy(() -> "a"), kotlin.Lazy::getValue),
				Kind.of("Kotlin UUID", kotlin.uuid.Uuid.Companion.fromLongs(1, 2)),
				Kind.of("Kotlin instant", kotlin.time.Instant.Companion.fromEpochMilliseconds(1)));
	}

	private static List<Integer> builtList() {
		List<Integer> builder = CollectionsKt.createListBuilder();
		builder.add(1);
		return CollectionsKt.build(builder);
	}

	private static List<Kind> scala() {
		return List.of(Kind.of("Scala some", Option.apply(1)), Kind.of("Scala none", Option.empty()),
				Kind.of("Scala tuple", new Tuple2<>(1, 2)),
				Kind.of("Scala vector", scala.collection.immutable.Vector$.MODULE$.fill(2, () -> "a")),
				Kind.of("Scala list", scala.collection.immutable.List$.MODULE$.empty().$colon$colon(1)),
				Kind.of("Scala map", scala.collection.immutable.Map$.MODULE$.empty().updated("a", 1)),
				Kind.of("Scala set", scala.collection.immutable.Set$.MODULE$.empty().incl(1)),
				Kind.of("Scala decimal", BigDecimal.exact("1.5")), Kind.of("Scala left", new Left<>(1)),
				Kind.of("Scala buffer", scala.collection.mutable.ArrayBuffer$.MODULE$.empty().addOne(1)));
	}

	private static List<Kind> groovy() {
		return List.of(Kind.of("Groovy string", new GStringImpl(new Object[] { 1 }, new String[] { "a", "b" })),
				Kind.of("Groovy range", new groovy.lang.IntRange(1, 3)),
				Kind.of("Groovy tuple", new groovy.lang.Tuple2<>(1, 2)));
	}

	private static List<Kind> others() throws Exception {
		JsonMapper mapper = JsonMapper.shared();
		com.fasterxml.jackson.databind.ObjectMapper old = new com.fasterxml.jackson.databind.ObjectMapper();
		String json = "{\"a\":[1,2.5,null,true,\"b\"]}";
		return List.of(Kind.of("Joda date", new LocalDate(2024, 1, 2)),
				Kind.of("Joda time", new org.joda.time.DateTime(0, DateTimeZone.forID("Europe/Berlin"))),
				Kind.of("Joda interval", new Interval(0, 1, DateTimeZone.UTC)),
				Kind.of("Joda period", org.joda.time.Period.days(1)),
				Kind.of("Jackson 3 object", mapper.readTree(json)),
				Kind.of("Jackson 3 array", mapper.readTree(json).get("a")),
				Kind.of("Jackson 2 object", old.readTree(json)), Kind.of("Jackson 2 text", old.readTree("\"a\"")));
	}

	/**
	 * What cannot arrive, with what the message has to name.
	 */
	static Map<Kind, String> impossible() {
		return Map.of(Kind.of("Guava reversed list", Lists.reverse(new ArrayList<>(List.of(1, 2)))),
				"com.google.common.collect.Lists$RandomAccessReverseList", Kind.of("Kotlin unit", Unit.INSTANCE),
				"kotlin.Unit", Kind.of("Groovy range of characters", new groovy.lang.ObjectRange('a', 'c')),
				"groovy.lang.ObjectRange",
				Kind.of("lazy list of Scala", scala.collection.immutable.LazyList$.MODULE$.fill(1, () -> "a")),
				"scala.collection.immutable.LazyList");
	}

}
