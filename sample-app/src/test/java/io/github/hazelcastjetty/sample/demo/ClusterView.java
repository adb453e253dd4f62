package io.github.hazelcastjetty.sample.demo;

import java.util.List;

/**
 * The cluster as the page shows it.
 *
 * @param nodes the nodes, in order
 * @param sticky whether the balancer keeps a session on one node
 * @param loaded whether the load is running
 * @param full whether no node can be added
 */
record ClusterView(List<NodeView> nodes, boolean sticky, boolean loaded, boolean full) {

}
