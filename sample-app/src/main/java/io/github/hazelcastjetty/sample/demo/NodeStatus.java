package io.github.hazelcastjetty.sample.demo;

/**
 * What a node knows of itself and of the cluster.
 *
 * @param members how many members it sees
 * @param kept how many sessions it keeps for the cluster
 * @param backups how many sessions of other members it keeps a backup of
 */
record NodeStatus(int members, long kept, long backups) {

}
