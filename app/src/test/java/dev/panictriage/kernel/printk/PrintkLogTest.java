// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.kernel.FixedSymbols;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.SparseMemory;
import dev.panictriage.kernel.btf.Btf;
import dev.panictriage.kernel.btf.BtfWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrintkLogTest {
    private static final long RING = 0x1000;
    private static final long DESCRIPTORS = 0x2000;
    private static final long HEADERS = 0x3000;
    private static final long TEXTS = 0x4000;
    private static final long PRB = 0x5000;
    private static final int TEXT_BITS = 8;

    private final SparseMemory memory = new SparseMemory()
            .zeros(RING, 80)
            .zeros(DESCRIPTORS, 4 * 24)
            .zeros(HEADERS, 4 * 32)
            .zeros(TEXTS, 1 << TEXT_BITS)
            .u64(PRB, RING);

    /** As the kernel lays them out, but with a header cut to what is read. */
    private static Btf types() {
        BtfWriter btf = new BtfWriter();
        int u8 = btf.integer("u8", 1, false);
        int u16 = btf.integer("u16", 2, false);
        int u32 = btf.integer("u32", 4, false);
        int u64 = btf.integer("u64", 8, false);
        int atomic = btf.struct("", 8, false, "counter", u64, 0);
        int block = btf.struct("prb_data_blk_lpos", 16, false, "begin", u64, 0, "next", u64, 64);
        btf.struct("prb_desc", 24, false, "state_var", atomic, 0, "text_blk_lpos", block, 64);
        Object[] header = {
            "seq",
            u64,
            0,
            "ts_nsec",
            u64,
            64,
            "text_len",
            u16,
            128,
            "facility",
            u8,
            144,
            "flags",
            u8,
            152 | 5 << 24,
            "level",
            u8,
            157 | 3 << 24,
            "caller_id",
            u32,
            160
        };
        btf.struct("printk_info", 32, true, header);
        int descriptors = btf.struct(
                "prb_desc_ring",
                40,
                false,
                "count_bits",
                u32,
                0,
                "descs",
                u64,
                64,
                "infos",
                u64,
                128,
                "head_id",
                atomic,
                192,
                "tail_id",
                atomic,
                256);
        int texts = btf.struct("prb_data_ring", 32, false, "size_bits", u32, 0, "data", u64, 64);
        btf.struct("printk_ringbuffer", 80, false, "desc_ring", descriptors, 0, "text_data_ring", texts, 320);
        btf.struct(
                "printk_log",
                16,
                true,
                "ts_nsec",
                u64,
                0,
                "len",
                u16,
                64,
                "text_len",
                u16,
                80,
                "dict_len",
                u16,
                96,
                "facility",
                u8,
                112,
                "flags",
                u8,
                120 | 5 << 24,
                "level",
                u8,
                125 | 3 << 24);
        return btf.parsed();
    }

    private PrintkLog read(long tail, long head) {
        memory.u32(RING, 2).u64(RING + 8, DESCRIPTORS).u64(RING + 16, HEADERS);
        memory.u64(RING + 24, head).u64(RING + 32, tail);
        memory.u32(RING + 40, TEXT_BITS).u64(RING + 48, TEXTS);
        return PrintkLog.read(memory, new FixedSymbols().put("prb", PRB), types());
    }

    private void descriptor(long id, int state, long begin, long next) {
        long at = DESCRIPTORS + (id & 3) * 24;
        memory.u64(at, (long) state << 62 | id).u64(at + 8, begin).u64(at + 16, next);
    }

    private void header(long id, int textLength) {
        long at = HEADERS + (id & 3) * 32;
        memory.u64(at, id).u64(at + 8, 12_345_678_000L + id).u32(at + 16, textLength | 0x00 << 16 | (6 << 5) << 24);
        memory.u32(at + 20, 905);
    }

    private void record(long id, int state, long begin, String text) {
        long room = 8 + (text.length() + 7 & ~7);
        descriptor(id, state, begin, begin + room);
        header(id, text.length());
        memory.u64(TEXTS + (begin & (1 << TEXT_BITS) - 1), id).text(TEXTS + (begin & (1 << TEXT_BITS) - 1) + 8, text);
    }

    private static String dmesg(PrintkLog log) {
        return new String(log.toDmesg(true), StandardCharsets.ISO_8859_1);
    }

    @Test
    void committedAndFinalRecordsAreReadInOrder() {
        record(5, 2, 0, "first");
        record(6, 1, 16, "second");

        PrintkLog log = read(5, 6);

        assertThat(log.records()).extracting(LogRecord::text).containsExactly("first", "second");
        LogRecord last = log.records().getLast();
        assertThat(last.sequence()).isEqualTo(6);
        assertThat(last.nanoseconds()).isEqualTo(12_345_678_006L);
        assertThat(last.level()).isEqualTo(6);
        assertThat(last.caller()).hasValue(905);
    }

    @Test
    void aRecordStillBeingWrittenIsReportedAndNotPrinted() {
        record(5, 2, 0, "first");
        record(6, 0, 16, "");

        PrintkLog log = read(5, 6);

        assertThat(log.records())
                .extracting(LogRecord::state)
                .containsExactly(LogRecord.State.WRITTEN, LogRecord.State.BEING_WRITTEN);
        assertThat(dmesg(log)).isEqualTo("[   12.345678] [    T905] first\n");
    }

    @Test
    void reusableAndReusedDescriptorsHoldNoRecord() {
        record(5, 3, 0, "reusable");
        record(6, 2, 16, "good");
        descriptor(11, 2, 0, 16);

        assertThat(read(5, 7).records()).extracting(LogRecord::text).containsExactly("good");
    }

    @Test
    void aBlockThatWrapsIsAtTheRingsStart() {
        record(6, 2, 0x100, "wrapped");
        descriptor(6, 2, 0xf8, 0x110);

        assertThat(read(6, 6).records()).extracting(LogRecord::text).containsExactly("wrapped");
    }

    @Test
    void aBlockMayEndWithTheRing() {
        record(6, 2, 0xf0, "end");

        assertThat(read(6, 6).records()).extracting(LogRecord::text).containsExactly("end");
    }

    @Test
    void recordsWithoutABlockAreEmptyOrLost() {
        descriptor(5, 2, 3, 3);
        header(5, 0);
        descriptor(6, 2, 1, 1);
        header(6, 40);

        PrintkLog log = read(5, 6);

        assertThat(log.records())
                .extracting(LogRecord::state)
                .containsExactly(LogRecord.State.EMPTY, LogRecord.State.TEXT_LOST);
        assertThat(log.toDmesg(true)).isEmpty();
    }

    @Test
    void aBlockOfAnotherDescriptorIsNoText() {
        record(6, 2, 0, "stolen");
        memory.u64(TEXTS, 99);

        assertThat(read(6, 6).records()).extracting(LogRecord::text).containsExactly("");
    }

    @Test
    void aLengthThatLiesIsCutToTheBlock() {
        record(6, 2, 0, "12345678");
        header(6, 0xffff);

        assertThat(read(6, 6).records()).extracting(LogRecord::text).containsExactly("12345678");
    }

    @Test
    void headAndTailThatLieCostNoMoreThanTheRing() {
        record(6, 2, 0, "one");

        assertThat(read(7, 6).records()).extracting(LogRecord::text).containsExactly("one");
        assertThat(read(0, 0x3fff_ffff_ffff_fff6L).records()).isEmpty();
    }

    @Test
    void anImpossibleRingIsRefused() {
        read(0, 0);
        memory.u32(RING + 40, 99);

        assertThatThrownBy(() -> PrintkLog.read(memory, new FixedSymbols().put("prb", PRB), types()))
                .isInstanceOf(MissingTypeException.class);
        assertThatThrownBy(() -> PrintkLog.read(memory, new FixedSymbols(), types()))
                .isInstanceOf(MissingTypeException.class);
    }

    @Test
    void linesAreIndentedAndUnprintableBytesEscaped() {
        record(6, 2, 0, "a\nb\tc\u001b\u00c3");

        assertThat(dmesg(read(6, 6)))
                .isEqualTo("[   12.345678] [    T905] a\n" + " ".repeat(26) + "b\tc\\x1b\\xffffffc3\n");
    }

    @Test
    void callersMayBeLeftOut() {
        record(6, 2, 0, "a\nb");

        assertThat(new String(read(6, 6).toDmesg(false), StandardCharsets.ISO_8859_1))
                .isEqualTo("[   12.345678] a\n" + " ".repeat(15) + "b\n");
    }

    @Test
    void aCallerMayBeACpu() {
        record(6, 2, 0, "x");
        memory.u32(HEADERS + 2 * 32 + 20, 0x80000003L);

        assertThat(dmesg(read(6, 6))).isEqualTo("[   12.345678] [      C3] x\n");
    }

    /** Writes as {@code prb_reserve} and {@code data_alloc} do, whose oldest records make room for new ones. */
    @Property(tries = 300)
    void whatTheKernelWroteIsReadBack(@ForAll @Size(min = 1, max = 40) List<@IntRange(max = 60) Integer> lengths) {
        Map<Long, String> alive = new TreeMap<>();
        Map<Long, Long> begins = new TreeMap<>();
        long size = 1 << TEXT_BITS;
        long head = 0;
        long id = 100;
        for (int length : lengths) {
            alive.remove(id - 4);
            begins.remove(id - 4);
            String text = Character.toString((char) ('a' + id % 26)).repeat(length);
            long room = 8 + (length + 7 & ~7);
            long next = head + room;
            if (length > 0 && head >>> TEXT_BITS != next - 1 >>> TEXT_BITS) {
                next = (next - 1 >>> TEXT_BITS << TEXT_BITS) + room;
            }
            for (Long old : List.copyOf(begins.keySet())) {
                if (length > 0 && next - begins.get(old) > size) {
                    begins.remove(old);
                    alive.remove(old);
                    descriptor(old, 3, 0, 0);
                }
            }
            if (length == 0) {
                descriptor(id, 2, 3, 3);
            } else {
                long start = head >>> TEXT_BITS == next - 1 >>> TEXT_BITS ? head : next - room;
                memory.u64(TEXTS + start % size, id).text(TEXTS + start % size + 8, text);
                descriptor(id, 2, head, next);
                begins.put(id, head);
                head = next;
            }
            header(id, length);
            alive.put(id, text);
            id++;
        }

        assertThat(read(id - 4, id - 1).records())
                .extracting(LogRecord::text)
                .containsExactlyElementsOf(alive.values());
    }

    private PrintkLog readRecordBuffer(long first, long next) {
        memory.u64(0x6000, 0x7000)
                .u32(0x6008, 96)
                .u32(0x600c, first)
                .u32(0x6010, next)
                .u64(0x6018, 40);
        FixedSymbols symbols = new FixedSymbols()
                .put("log_buf", 0x6000)
                .put("log_buf_len", 0x6008)
                .put("log_first_idx", 0x600c)
                .put("log_next_idx", 0x6010)
                .put("log_first_seq", 0x6018);
        return PrintkLog.read(memory, symbols, types());
    }

    private void oldRecord(int index, int length, String text) {
        memory.u64(0x7000 + index, 1_000_000_000L).u32(0x7008 + index, (long) text.length() << 16 | length);
        memory.u32(0x700c + index, 0xc0000000L).text(0x7010 + index, text);
    }

    @Test
    void recordsBeforeTheRingFollowEachOtherAndWrap() {
        memory.zeros(0x7000, 96);
        oldRecord(0, 24, "behind");
        oldRecord(48, 24, "before");

        PrintkLog log = readRecordBuffer(48, 24);

        assertThat(dmesg(log)).isEqualTo("[    1.000000] before\n[    1.000000] behind\n");
        assertThat(log.records()).extracting(LogRecord::sequence).containsExactly(40L, 41L);
    }

    @Test
    void anOldRecordWhoseLengthLiesEndsTheLog() {
        memory.zeros(0x7000, 96);
        oldRecord(0, 24, "good");
        oldRecord(24, 200, "bad");

        PrintkLog log = readRecordBuffer(0, 72);

        assertThat(log.records()).extracting(LogRecord::text).containsExactly("good");
        assertThat(log.skipped()).isEqualTo(1);
    }

    @Test
    void oldRecordsThatNeverReachTheEndStopAfterOneLap() {
        memory.zeros(0x7000, 96);
        oldRecord(0, 24, "zero");
        oldRecord(24, 24, "one");
        oldRecord(48, 24, "two");

        assertThat(readRecordBuffer(24, 20).records()).hasSize(4);
    }
}
