package io.github.hazelcastjetty.session.autoconfigure;

import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.version.MemberVersion;
import org.jspecify.annotations.Nullable;

/**
 * The members of the cluster whose memory a client could read (GHSA-6v25-8wq6-xq4j), and
 * which other machines can reach.
 */
final class ExposedMembers {

	private static final MemberVersion MENDED = MemberVersion.of(5, 7, 0);

	private final SessionHazelcast hazelcast;

	ExposedMembers(SessionHazelcast hazelcast) {
		this.hazelcast = hazelcast;
	}

	/**
	 * Describe the members and the remedy.
	 * @return the text, or {@code null} if there are no such members
	 */
	@Nullable String describe() {
		Map<MemberVersion, String> members = this.hazelcast.instance()
			.getCluster()
			.getMembers()
			.stream()
			.filter((member) -> isVulnerable(member.getVersion()) && isReachable(member))
			.collect(Collectors.groupingBy(Member::getVersion, TreeMap::new,
					Collectors.mapping(ExposedMembers::toString, Collectors.joining(", "))));
		if (members.isEmpty()) {
			return null;
		}
		return "Whoever reaches these members of the Hazelcast cluster '%s' can read their memory, the sessions among it "
			.formatted(this.hazelcast.clusterName())
				+ "(GHSA-6v25-8wq6-xq4j): %s. Hazelcast %s mends it. %s".formatted(join(members), MENDED, remedy());
	}

	private static boolean isVulnerable(MemberVersion version) {
		return !version.isUnknown() && version.compareTo(MENDED) < 0;
	}

	private boolean isReachable(Member member) {
		return (member.localMember() && listensEverywhere(this.hazelcast.instance().getConfig()))
				|| addresses(member).anyMatch((address) -> !isLoopback(address));
	}

	/**
	 * Return whether a member listens on all interfaces, whatever its address is.
	 * Hazelcast does so by default.
	 */
	private static boolean listensEverywhere(Config config) {
		String any = config.getProperty("hazelcast.socket.server.bind.any");
		if (any == null) {
			any = config.getProperty("hazelcast.socket.bind.any");
		}
		return any == null || Boolean.parseBoolean(any);
	}

	private static Stream<Address> addresses(Member member) {
		Collection<Address> ofEndpoints = member.getAddressMap().values();
		return (!ofEndpoints.isEmpty()) ? ofEndpoints.stream() : Stream.of(member.getAddress());
	}

	private static boolean isLoopback(Address address) {
		try {
			return address.getInetAddress().isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	private static String toString(Member member) {
		return "%s:%d".formatted(member.getAddress().getHost(), member.getAddress().getPort());
	}

	private static String join(Map<MemberVersion, String> members) {
		return members.entrySet()
			.stream()
			.map((entry) -> "%s (%s)".formatted(entry.getKey(), entry.getValue()))
			.collect(Collectors.joining("; "));
	}

	private String remedy() {
		return (this.hazelcast.isClient()) ? "Let the servers run that version or a newer one."
				: "Set the property 'hazelcast.version' to %s in the build of each application that is a member."
					.formatted(MENDED);
	}

}
