package io.github.hazelcastjetty.benchmark.report;

import io.github.hazelcastjetty.benchmark.load.Scenario;
import io.github.hazelcastjetty.benchmark.server.Contestant;

/**
 * One figure of the tables.
 *
 * @param contestant who
 * @param scenario what users do
 * @param size the size of their sessions in bytes
 */
public record Cell(Contestant contestant, Scenario scenario, int size) {

}
