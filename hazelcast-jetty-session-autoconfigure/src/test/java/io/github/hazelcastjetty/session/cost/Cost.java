package io.github.hazelcastjetty.session.cost;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a number of equal requests cost.
 *
 * @param requests the number of requests
 * @param operations the operations that were called
 * @param bytes the bytes that went over the network, both ways and to the backups
 */
record Cost(int requests, List<String> operations, long bytes) {

	/**
	 * Return the operations of a request that come before its end or are begun by it,
	 * that is all but those that extend the life of entries afterwards.
	 */
	double operationsPerRequest() {
		return (double) (this.operations.size() - count("setTtl")) / this.requests;
	}

	double bytesPerRequest() {
		return (double) this.bytes / this.requests;
	}

	long count(String operation) {
		return this.operations.stream().filter(operation::equals).count();
	}

	@Override
	public String toString() {
		Map<String, Long> counts = this.operations.stream()
			.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
		return "%.2f operations and %.1f bytes per request (%d requests: %s)".formatted(operationsPerRequest(),
				bytesPerRequest(), this.requests, counts);
	}

}
