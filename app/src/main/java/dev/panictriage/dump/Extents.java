// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** A map from addresses to places in a file, made of extents. Where extents overlap, the later one holds. */
final class Extents {
    /** Disjoint pieces of extents, in order: from, to (exclusive), and the extent each is of. */
    private long[] from;

    private long[] to;
    private Extent[] extents;
    private int pieces;

    /** An extent on its way into the map; in order of start. */
    private record Candidate(Extent extent, int rank) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return Long.compare(extent.start(), other.extent.start());
        }
    }

    /** Where two extents overlap, the one that holds comes first. */
    private static final class Precedence implements Comparator<Candidate> {
        @Override
        public int compare(Candidate a, Candidate b) {
            return Integer.compare(b.rank, a.rank);
        }
    }

    /** @param list none of them empty; the later in the list holds */
    Extents(List<Extent> list) {
        this.from = new long[list.size()];
        this.to = new long[list.size()];
        this.extents = new Extent[list.size()];
        Candidate[] byStart = new Candidate[list.size()];
        for (int i = 0; i < byStart.length; i++) {
            byStart[i] = new Candidate(list.get(i), i);
        }
        Arrays.sort(byStart);
        resolve(byStart);
    }

    /** Goes through the addresses in order, with all extents at hand that may hold at the address reached. */
    private void resolve(Candidate[] byStart) {
        PriorityQueue<Candidate> open = new PriorityQueue<>(new Precedence());
        long address = Long.MIN_VALUE;
        int next = 0;
        while (next < byStart.length || !open.isEmpty()) {
            if (open.isEmpty()) {
                address = Math.max(address, byStart[next].extent.start());
            }
            while (next < byStart.length && byStart[next].extent.start() <= address) {
                open.add(byStart[next++]);
            }
            Candidate top = open.element();
            if (top.extent.end() <= address) {
                open.remove();
                continue;
            }
            long end = top.extent.end();
            if (next < byStart.length) {
                end = Math.min(end, byStart[next].extent.start());
            }
            append(address, end, top.extent);
            address = end;
        }
    }

    private void append(long start, long end, Extent extent) {
        if (pieces > 0 && extents[pieces - 1].equals(extent) && to[pieces - 1] == start) {
            to[pieces - 1] = end;
            return;
        }
        if (pieces == from.length) {
            from = Arrays.copyOf(from, 2 * pieces);
            to = Arrays.copyOf(to, 2 * pieces);
            extents = Arrays.copyOf(extents, 2 * pieces);
        }
        from[pieces] = start;
        to[pieces] = end;
        extents[pieces++] = extent;
    }

    /** Number of pieces. */
    int size() {
        return pieces;
    }

    /**
     * The piece that an address is in, or, if it is in none, {@code -1 - i} with {@code i} the first piece behind it.
     */
    int find(long address) {
        int at = Arrays.binarySearch(from, 0, pieces, address);
        if (at >= 0) {
            return at;
        }
        int before = -at - 2;
        return before >= 0 && address < to[before] ? before : -1 - (before + 1);
    }

    boolean contains(long address) {
        return find(address) >= 0;
    }

    /** Whether all addresses from {@code start} up to, and without, {@code end} are in the map. */
    boolean covers(long start, long end) {
        int piece = find(start);
        while (piece >= 0 && to[piece] < end) {
            long reached = to[piece];
            piece = piece + 1 < pieces && from[piece + 1] == reached ? piece + 1 : -1;
        }
        return piece >= 0;
    }

    /** First address of a piece; of the piece behind the last, one that never comes. */
    long from(int piece) {
        return piece == pieces ? Long.MAX_VALUE : from[piece];
    }

    /** One more than the highest address; 0 if there is none. */
    long end() {
        return pieces == 0 ? 0 : to[pieces - 1];
    }

    long offsetOf(int piece, long address) {
        return extents[piece].offsetOf(address);
    }

    /** How many bytes follow in the file without a gap, from that of an address in the piece on. */
    long contiguousFrom(int piece, long address) {
        return Math.min(to[piece] - address, extents[piece].contiguousFrom(address));
    }
}
