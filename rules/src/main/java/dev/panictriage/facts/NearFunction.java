// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

/**
 * A function that starts one bit away from an address that no module covers: what was called may be its damaged address, and
 * no address of a module that is gone. Only functions that can be called later on by a queue (timer, work, RCU) are.
 *
 * @param address the one that nothing covers
 * @param bit that differs, 0 the least significant
 */
public record NearFunction(Word address, int bit, Location function, Source source) implements Fact {}
