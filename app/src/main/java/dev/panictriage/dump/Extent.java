// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

/**
 * A run of addresses whose bytes lie in a file one behind the other, or in records of equal length with a gap behind each.
 *
 * @param start first address
 * @param end one more than the last address
 * @param offset where in the file the byte of {@code start} lies
 * @param recordBytes bytes of each record
 * @param gapBytes bytes in the file between one record and the next
 */
record Extent(long start, long end, long offset, long recordBytes, int gapBytes) {
    /** An extent without gaps. */
    Extent(long start, long end, long offset) {
        this(start, end, offset, end - start, 0);
    }

    /** Where in the file the byte of an address lies. */
    long offsetOf(long address) {
        long from = address - start;
        return offset + from + from / recordBytes * gapBytes;
    }

    /** How many bytes follow in the file without a gap, from that of an address on. */
    long contiguousFrom(long address) {
        return Math.min(end - address, recordBytes - (address - start) % recordBytes);
    }
}
