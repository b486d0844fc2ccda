// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The lockless ring buffer since kernel 5.10 ({@code kernel/printk/printk_ringbuffer.[ch]}): a ring of descriptors, each
 * with a state and a place in the ring of text blocks, and beside each descriptor the record's header. A descriptor's id
 * counts on for ever; the ring's size is a power of two, so the id says the slot, and a slot that holds another id has been
 * reused. A text block starts with the id of its descriptor.
 */
final class RingBufferDecoder {
    private static final int MOST_DESCRIPTOR_BITS = 31;
    private static final int MOST_TEXT_BITS = 31;
    private static final int MOST_RECORDS = 1 << 20;
    private static final int BLOCK_HEADER = 8;

    private static final int STATE_SHIFT = 62;
    private static final long ID_MASK = (1L << STATE_SHIFT) - 1;
    private static final int RESERVED = 0;
    private static final int COMMITTED = 1;
    private static final int FINALIZED = 2;

    /** FAILED_LPOS: there was no room for the text. An empty text has another position of this kind, NO_LPOS (3). */
    private static final long NO_ROOM = 1;

    private final Memory memory;
    private final long descriptors;
    private final int descriptorBits;
    private final long headers;
    private final long head;
    private final long tail;
    private final long texts;
    private final int textBits;

    private final RingLayout layout;
    private final RecordLayout record;

    private final byte[] descriptor;
    private final byte[] header;
    private final byte[] block = new byte[BLOCK_HEADER];
    private int budget = PrintkLog.MOST_TEXT;

    RingBufferDecoder(Memory memory, Symbols symbols, RingLayout layout) {
        this.memory = memory;
        this.layout = layout;
        record = layout.record();
        long ring = memory.u64(symbols.address("prb").orElseThrow(() -> new MissingTypeException("prb")));
        descriptorBits = bits(memory.u32(ring + layout.descriptorBits()), MOST_DESCRIPTOR_BITS);
        descriptors = memory.u64(ring + layout.descriptors());
        headers = memory.u64(ring + layout.headers());
        head = memory.u64(ring + layout.head());
        tail = memory.u64(ring + layout.tail());
        textBits = bits(memory.u32(ring + layout.textBits()), MOST_TEXT_BITS);
        texts = memory.u64(ring + layout.texts());
        descriptor = new byte[layout.descriptorSize()];
        header = new byte[record.size];
    }

    private static int bits(long bits, int most) {
        if (bits < 1 || bits > most) {
            throw new MissingTypeException("printk ring buffer of a possible size");
        }
        return (int) bits;
    }

    /** Newest first, so that a ring that is too large loses its oldest records. */
    PrintkLog decode() {
        List<LogRecord> records = new ArrayList<>();
        int skipped = 0;
        long count = Math.min((head - tail & ID_MASK) + 1, Math.min(1L << descriptorBits, MOST_RECORDS));
        for (long i = 0; i < count && budget > 0; i++) {
            try {
                decode(head - i & ID_MASK, records);
            } catch (UnreadableException e) {
                skipped++;
            }
        }
        Collections.reverse(records);
        return new PrintkLog(records, skipped);
    }

    private void decode(long id, List<LogRecord> records) {
        long slot = id & (1L << descriptorBits) - 1;
        memory.read(descriptors + slot * descriptor.length, descriptor, 0, descriptor.length);
        long state = RecordLayout.u64(descriptor, layout.state());
        if ((state & ID_MASK) != id) {
            return;
        }
        switch ((int) (state >>> STATE_SHIFT)) {
            case COMMITTED, FINALIZED -> records.add(record(id, slot, LogRecord.State.WRITTEN));
            case RESERVED -> records.add(record(id, slot, LogRecord.State.BEING_WRITTEN));
            default -> {}
        }
    }

    private LogRecord record(long id, long slot, LogRecord.State written) {
        memory.read(headers + slot * header.length, header, 0, header.length);
        long begin = RecordLayout.u64(descriptor, layout.begin());
        long next = RecordLayout.u64(descriptor, layout.next());
        LogRecord.State state = written;
        byte[] text = new byte[0];
        if (begin == NO_ROOM && next == NO_ROOM) {
            state = LogRecord.State.TEXT_LOST;
        } else if ((begin & 1) != 0 || (next & 1) != 0) {
            state = written == LogRecord.State.WRITTEN ? LogRecord.State.EMPTY : written;
        } else {
            try {
                text = text(id, begin, next);
            } catch (UnreadableException e) {
                state = LogRecord.State.TEXT_UNREADABLE;
            }
        }
        budget -= text.length + header.length;
        return record.record(RecordLayout.u64(header, layout.sequence()), header, text, state);
    }

    /** A block that would cross the ring's end is at its start instead; its positions tell by the laps they are in. */
    private byte[] text(long id, long begin, long next) {
        long mask = (1L << textBits) - 1;
        long start = begin >>> textBits == next - 1 >>> textBits ? begin & mask : 0;
        long length = (next - 1 & mask) + 1 - start - BLOCK_HEADER;
        if (length <= 0) {
            return new byte[0];
        }
        memory.read(texts + start, block, 0, BLOCK_HEADER);
        if (RecordLayout.u64(block, 0) != id) {
            return new byte[0];
        }
        return memory.bytes(texts + start + BLOCK_HEADER, (int) Math.min(length, record.textLength(header)));
    }
}
