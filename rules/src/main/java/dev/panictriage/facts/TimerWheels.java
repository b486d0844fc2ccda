// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

/**
 * That the timer wheels of all CPUs were gone through. What was found amiss are {@link StrayTimer}s.
 *
 * @param timers how many timers are on them
 */
public record TimerWheels(int timers, Source source) implements Fact {}
