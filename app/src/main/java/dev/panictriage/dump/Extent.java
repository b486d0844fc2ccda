// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

/**
 * A run of addresses whose bytes lie in a file: one behind the other, or in records with a gap behind each.
 *
 * @param start first address
 * @param end one more than the last address
 * @param offset where in the file the byte of {@code start} lies
 * @param records bytes of each record, in order; empty if there are no gaps
 * @param gap bytes in the file between one record and the next
 */
record Extent(long start, long end, long offset, int[] records, int gap) {
    private static final int[] WHOLE = {};

    /** An extent without gaps. */
    Extent(long start, long end, long offset) {
        this(start, end, offset, WHOLE, 0);
    }

    /** Where in the file the byte of an address lies. */
    long offsetOf(long address) {
        long gaps = 0;
        long reached = start;
        for (int record : records) {
            reached += record;
            if (address < reached) {
                break;
            }
            gaps += gap;
        }
        return offset + (address - start) + gaps;
    }

    /** How many bytes follow in the file without a gap, from that of an address on. */
    long contiguousFrom(long address) {
        long reached = start;
        for (int record : records) {
            reached += record;
            if (address < reached) {
                return reached - address;
            }
        }
        return end - address;
    }
}
