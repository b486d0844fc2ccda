// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/**
 * An entry of a location list.
 *
 * @param start the first address that it holds for
 * @param end the first address behind
 * @param fallback whether it holds for every address that no other entry holds for; then the addresses say nothing
 */
record LocationListEntry(long start, long end, boolean fallback, Expression expression) {
    boolean covers(long pc) {
        return !fallback && Long.compareUnsigned(start, pc) <= 0 && Long.compareUnsigned(pc, end) < 0;
    }
}
