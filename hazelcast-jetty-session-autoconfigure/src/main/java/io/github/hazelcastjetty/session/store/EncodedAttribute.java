package io.github.hazelcastjetty.session.store;

/**
 * A value on its way to the store.
 *
 * @param bytes the encoded value, not to be modified
 * @param listening whether the value implements {@code HttpSessionBindingListener} or
 * {@code HttpSessionActivationListener}
 * @since 1.0.0
 */
public record EncodedAttribute(byte[] bytes, boolean listening) {

}
