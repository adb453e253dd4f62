package io.github.hazelcastjetty.sample.cluster;

import java.util.List;

/**
 * How a Hazelcast cluster is found.
 *
 * @param name its name
 * @param members the addresses of its members
 */
record ClusterAddress(String name, List<String> members) {

}
