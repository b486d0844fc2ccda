// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

/** Which registers still hold at one instruction what they held before another, whatever path was taken between the two. */
final class Unchanged {
    private final int[] masks;
    private final boolean[] leads;

    private Unchanged(int[] masks, boolean[] leads) {
        this.masks = masks;
        this.leads = leads;
    }

    /** @param end the instruction that was reached */
    static Unchanged until(FlowGraph graph, int end) {
        int[] masks = new int[graph.size()];
        boolean[] leads = new boolean[graph.size()];
        boolean[] queued = new boolean[graph.size()];
        int[] queue = new int[graph.size()];
        int length = 0;
        masks[end] = GeneralRegisters.ALL;
        leads[end] = true;
        queue[length++] = end;
        while (length > 0) {
            int i = queue[--length];
            queued[i] = false;
            for (int before : graph.predecessors(i)) {
                int mask = masks[i] & ~(graph.written(before) | graph.handled(before));
                int joined = leads[before] ? masks[before] & mask : mask;
                if (!leads[before] || joined != masks[before]) {
                    masks[before] = joined;
                    leads[before] = true;
                    if (!queued[before]) {
                        queued[before] = true;
                        queue[length++] = before;
                    }
                }
            }
        }
        return new Unchanged(masks, leads);
    }

    /** Whether a register was not written since any execution of an instruction, which is before that one. */
    boolean since(int index, int register) {
        return leads[index] && (masks[index] >> register & 1) != 0;
    }
}
