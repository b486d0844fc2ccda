// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.VmcoreInfo;

/**
 * Where the ring buffer keeps its members (kernel/printk/printk_ringbuffer.h): bytes from the start of {@code
 * printk_ringbuffer}, and of {@code prb_desc}.
 */
record RingLayout(
        int descriptorBits,
        int descriptors,
        int headers,
        int head,
        int tail,
        int textBits,
        int texts,
        int descriptorSize,
        int state,
        int begin,
        int next,
        RecordLayout record,
        int sequence) {
    private static final int LARGEST_DESCRIPTOR = 4096;

    RingLayout {
        if (descriptorSize < 1 || descriptorSize > LARGEST_DESCRIPTOR) {
            throw new MissingTypeException("prb_desc", "possible size");
        }
    }

    static RingLayout of(Types types) {
        Types.Struct ring = struct(types, "printk_ringbuffer");
        Types.Struct descriptor = struct(types, "prb_desc");
        Types.Struct info = struct(types, "printk_info");
        return new RingLayout(
                RecordLayout.offset(ring, "desc_ring.count_bits"),
                RecordLayout.offset(ring, "desc_ring.descs"),
                RecordLayout.offset(ring, "desc_ring.infos"),
                RecordLayout.offset(ring, "desc_ring.head_id.counter"),
                RecordLayout.offset(ring, "desc_ring.tail_id.counter"),
                RecordLayout.offset(ring, "text_data_ring.size_bits"),
                RecordLayout.offset(ring, "text_data_ring.data"),
                (int) descriptor.size(),
                RecordLayout.offset(descriptor, "state_var.counter"),
                RecordLayout.offset(descriptor, "text_blk_lpos.begin"),
                RecordLayout.offset(descriptor, "text_blk_lpos.next"),
                new RecordLayout(info),
                RecordLayout.offset(info, "seq"));
    }

    /** Without types: what {@code log_buf_vmcoreinfo_setup} of kernel/printk/printk.c tells makedumpfile. */
    static RingLayout of(VmcoreInfo info) {
        int ring = offset(info, "printk_ringbuffer.desc_ring");
        int text = offset(info, "printk_ringbuffer.text_data_ring");
        int counter = offset(info, "atomic_long_t.counter");
        int place = offset(info, "prb_desc.text_blk_lpos");
        return new RingLayout(
                ring + offset(info, "prb_desc_ring.count_bits"),
                ring + offset(info, "prb_desc_ring.descs"),
                ring + offset(info, "prb_desc_ring.infos"),
                ring + offset(info, "prb_desc_ring.head_id") + counter,
                ring + offset(info, "prb_desc_ring.tail_id") + counter,
                text + offset(info, "prb_data_ring.size_bits"),
                text + offset(info, "prb_data_ring.data"),
                (int) info.size("prb_desc").orElse(0),
                offset(info, "prb_desc.state_var") + counter,
                place + offset(info, "prb_data_blk_lpos.begin"),
                place + offset(info, "prb_data_blk_lpos.next"),
                RecordLayout.ofRing(info),
                RecordLayout.offset(info, "printk_info", "seq"));
    }

    private static Types.Struct struct(Types types, String name) {
        return types.struct(name).orElseThrow(() -> new MissingTypeException("struct " + name));
    }

    private static int offset(VmcoreInfo info, String member) {
        long offset = info.offset(member).orElse(-1);
        if (offset < 0 || offset > LARGEST_DESCRIPTOR) {
            throw new MissingTypeException("VMCOREINFO", "OFFSET(" + member + ")");
        }
        return (int) offset;
    }
}
