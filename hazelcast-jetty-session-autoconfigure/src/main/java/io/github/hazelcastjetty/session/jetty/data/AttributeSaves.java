package io.github.hazelcastjetty.session.jetty.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * The way of the changed attributes of a local copy to the store: they are
 * {@linkplain #take taken}, {@linkplain #encoded encoded}, and then {@linkplain #stored
 * stored} or {@linkplain #notStored not}.
 * <p>
 * Not safe for use by several threads: the session's lock guards it.
 */
public final class AttributeSaves {

	private final AttributeTable attributes;

	AttributeSaves(AttributeTable attributes) {
		this.attributes = attributes;
	}

	/**
	 * Take what has to be encoded and stored. Each one that is taken has to be reported
	 * as stored, unchanged, left to others, kept here or not stored.
	 * @param inPlace whether to take values as well that may have been changed in place
	 * @return the values
	 */
	public List<Candidate> take(boolean inPlace) {
		List<Candidate> taken = new ArrayList<>();
		this.attributes.forEach((name, attribute) -> {
			Object value = attribute.value();
			if (attribute.state() == AttributeState.DIRTY) {
				attribute.send();
				taken.add(new Candidate(name, value, null, attribute.mayBeStored()));
			}
			else if (inPlace && attribute.isRetried()) {
				taken.add(new Candidate(name, value, null, attribute.mayBeStored()));
			}
			else if (attribute.state() == AttributeState.LOCAL && attribute.mayBeStored()) {
				taken.add(new Candidate(name, null, null, true));
			}
			else if (inPlace && attribute.isWatched() && value != null) {
				taken.add(new Candidate(name, value, attribute.fingerprint(), true));
			}
		});
		return taken;
	}

	/**
	 * Note what became of the values that were taken, before they are stored: those that
	 * another request is at work on are left to it, those that cannot be encoded are kept
	 * on this node.
	 * @param change what was encoded
	 */
	public void encoded(AttributeChange change) {
		this.attributes.changed();
		change.busy().forEach((name, value) -> {
			LocalAttribute attribute = this.attributes.get(name);
			if (attribute != null && attribute.value() == value && attribute.state() != AttributeState.LOCAL) {
				attribute.leaveToOthers();
			}
		});
		change.unsavable().forEach((name, value) -> {
			LocalAttribute attribute = this.attributes.get(name);
			if (attribute != null && attribute.value() == value) {
				attribute.keepHere();
			}
		});
	}

	/**
	 * Note that a change is stored, and take over the session as it is stored now.
	 * @param change what was stored
	 * @param stored the attributes in the store, in a map that does not change
	 */
	public void stored(AttributeChange change, Map<String, StoredAttribute> stored) {
		change.sent().forEach((name, value) -> {
			LocalAttribute attribute = this.attributes.get(name);
			if (attribute != null) {
				attribute.stored(stored.get(name), value, change.fingerprints().get(name));
			}
		});
		change.removed().forEach((name) -> {
			LocalAttribute attribute = this.attributes.get(name);
			if (attribute == null) {
				return;
			}
			if (attribute.state() == AttributeState.SENT) {
				this.attributes.remove(name);
			}
			else {
				attribute.removedFromStore();
			}
		});
		this.attributes.changed();
		this.attributes.sync(stored);
	}

	/**
	 * Note that nobody knows whether values that were taken are stored.
	 * @param taken the values
	 * @param change those of them that were sent, {@code null} if encoding them failed
	 */
	public void notStored(List<Candidate> taken, @Nullable AttributeChange change) {
		this.attributes.changed();
		for (Candidate candidate : taken) {
			LocalAttribute attribute = this.attributes.get(candidate.name());
			if (attribute != null
					&& (attribute.state() == AttributeState.SENT || isSent(candidate, attribute, change))) {
				attribute.notStored();
			}
		}
	}

	private static boolean isSent(Candidate candidate, LocalAttribute attribute, @Nullable AttributeChange change) {
		return change != null && attribute.value() == candidate.value()
				&& (change.set().containsKey(candidate.name()) || change.removed().contains(candidate.name()));
	}

	/**
	 * Return the changes that are stored unless another node has changed the attribute.
	 * @return the names of attributes whose change was postponed and is not stored yet
	 */
	public Set<String> late() {
		return this.attributes.names(LocalAttribute::isLate);
	}

	/**
	 * Note that a late change was not stored, since another node has changed the
	 * attribute. A request at work that was given the value meanwhile keeps it.
	 * @param name the name of the attribute
	 * @param change what was to be stored
	 * @param stored the attribute in the store, {@code null} if there is none
	 */
	public void overtaken(String name, AttributeChange change, @Nullable StoredAttribute stored) {
		LocalAttribute attribute = this.attributes.get(name);
		if (attribute == null || attribute.state() != AttributeState.SENT) {
			return;
		}
		if (attribute.isAtWork()) {
			attribute.outdated(change.fingerprints().get(name));
		}
		else {
			this.attributes.put(name, stored);
		}
		this.attributes.changed();
	}

}
