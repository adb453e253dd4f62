package io.github.hazelcastjetty.session.autoconfigure;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import com.hazelcast.client.Client;
import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.version.MemberVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.AdditionalAnswers;
import org.mockito.Answers;
import org.springframework.mock.env.MockEnvironment;

import io.github.hazelcastjetty.session.support.LogCapture;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ExposedMembers}.
 */
class ExposedMembersTests {

	private final Config config = new Config().setClusterName("shop").setProperty("hazelcast.socket.bind.any", "false");

	private final HazelcastInstance instance = mock(Answers.RETURNS_DEEP_STUBS);

	@Test
	void membersThatOtherMachinesReach() {
		assertThat(client(member("5.5.0", "10.0.0.1"), member("5.5.0", "10.0.0.2"), member("5.6.1", "10.0.0.3"),
				member("5.7.0", "10.0.0.4"))
			.describe())
			.isEqualTo("Whoever reaches these members of the Hazelcast cluster 'shop' can read their memory, the "
					+ "sessions among it (GHSA-6v25-8wq6-xq4j): 5.5.0 (10.0.0.1:5701, 10.0.0.2:5701); 5.6.1 "
					+ "(10.0.0.3:5701). Hazelcast 5.7.0 mends it. Let the servers run that version or a newer one.");
	}

	@Test
	void memberTellsWhatToSet() {
		assertThat(member(local("5.5.0", "10.0.0.1")).describe()).contains("5.5.0 (10.0.0.1:5701)")
			.endsWith(
					"Set the property 'hazelcast.version' to 5.7.0 in the build of each application that is a member.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "5.7.0", "5.7.1", "5.10.0", "6.0.0", "5.7.0-SNAPSHOT" })
	void mended(String version) {
		assertThat(client(member(version, "10.0.0.1")).describe()).isNull();
		assertThat(member(local(version, "10.0.0.1")).describe()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.2", "::1", "localhost" })
	void loopbackOnly(String host) {
		assertThat(client(member("5.5.0", host)).describe()).isNull();
		assertThat(member(local("5.5.0", host), member("5.5.0", host)).describe()).isNull();
	}

	@Test
	void memberOfUnknownHost() {
		Member member = member("5.5.0", "127.0.0.1");
		given(member.getAddress()).willReturn(Address.createUnresolvedAddress("hazelcast.invalid", 5701));
		assertThat(client(member).describe()).contains("5.5.0 (hazelcast.invalid:5701)");
	}

	@Test
	void ownMemberThatListensOnAllInterfaces() {
		this.config.getProperties().remove("hazelcast.socket.bind.any");
		assertThat(member(local("5.5.0", "127.0.0.1")).describe()).contains("5.5.0 (127.0.0.1:5701)");
		this.config.setProperty("hazelcast.socket.server.bind.any", "false");
		assertThat(member(local("5.5.0", "127.0.0.1")).describe()).isNull();
	}

	@Test
	void endpointForClientsOnAnotherInterface() throws Exception {
		Member member = member("5.5.0", "127.0.0.1");
		Address forMembers = member.getAddress();
		given(member.getAddressMap()).willReturn(Map.of(EndpointQualifier.MEMBER, forMembers,
				EndpointQualifier.resolve(ProtocolType.CLIENT, null), new Address("10.0.0.1", 5801)));
		assertThat(client(member).describe()).contains("5.5.0");
	}

	@Test
	void nobodyKnowsWhichVersion() {
		Member member = member("5.5.0", "10.0.0.1");
		given(member.getVersion()).willReturn(MemberVersion.UNKNOWN);
		assertThat(client(member).describe()).isNull();
	}

	@Test
	void startTellsOnceAndOnlyWhereThereAreSuchMembers() throws Exception {
		HazelcastInstance own = TestMembers.start("exposed", TestMembers.freePort());
		try (LogCapture log = new LogCapture().capture(SessionStoreFactory.class.getName(), Level.WARN)) {
			start(own, member("5.7.0", "10.0.0.1"), member("5.5.0", "127.0.0.1"));
			assertThat(log.messages(Level.WARN)).isEmpty();
			start(own, member("5.5.0", "10.0.0.1"), member("5.5.0", "10.0.0.2"));
			assertThat(log.messages(Level.WARN)).singleElement().asString().contains("GHSA-6v25-8wq6-xq4j");
		}
		finally {
			own.shutdown();
		}
	}

	private void start(HazelcastInstance own, Member... members) {
		Cluster cluster = mock(AdditionalAnswers.delegatesTo(own.getCluster()));
		willReturn(new LinkedHashSet<>(Arrays.asList(members))).given(cluster).getMembers();
		HazelcastInstance started = mock(AdditionalAnswers.delegatesTo(own));
		willReturn(cluster).given(started).getCluster();
		SessionOptions options = new SessionOptions(new HazelcastJettySessionProperties(), new MockEnvironment(), null);
		try (DeferredSessionStore store = new SessionStoreFactory(options, List.of(), SessionPersistence.NONE)
			.create(new SessionHazelcast(CompletableFuture.completedFuture(started), true), Duration.ofMinutes(30))) {
			store.awaitOpen();
		}
	}

	private ExposedMembers client(Member... members) {
		given(this.instance.getLocalEndpoint()).willReturn(mock(Client.class));
		return members(members);
	}

	private ExposedMembers member(Member... members) {
		given(this.instance.getLocalEndpoint()).willReturn(members[0]);
		return members(members);
	}

	private ExposedMembers members(Member... members) {
		given(this.instance.getConfig()).willReturn(this.config);
		given(this.instance.getCluster().getMembers()).willReturn(new LinkedHashSet<>(Arrays.asList(members)));
		return new ExposedMembers(new SessionHazelcast(CompletableFuture.completedFuture(this.instance), true));
	}

	private static Member local(String version, String host) {
		Member member = member(version, host);
		given(member.localMember()).willReturn(true);
		return member;
	}

	private static Member member(String version, String host) {
		Member member = mock();
		given(member.getVersion()).willReturn(MemberVersion.of(version));
		try {
			given(member.getAddress()).willReturn(new Address(host, 5701));
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
		return member;
	}

}
