// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

/**
 * Something that could not be read, and why.
 *
 * @param what as the report should name it: "stack of CPU 3", "kernel log"
 * @param why "filtered from the dump", "not mapped", ...
 */
public record Unreadable(String what, String why, Source source) implements Fact {}
