// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.fixtures.PrintkRecord;
import dev.panictriage.fixtures.PrintkRecordBuffer;
import dev.panictriage.fixtures.PrintkTextBuffer;
import dev.panictriage.fixtures.Vmcoreinfo;
import dev.panictriage.kernel.FixedSymbols;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.SparseMemory;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.VmcoreInfo;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logs of kernels whose types are not known. */
class OldLogsTest {
    private static final long BUFFER = 0x10000;

    private final SparseMemory memory = new SparseMemory();
    private final FixedSymbols symbols = new FixedSymbols();

    private void variable(String name, long address, long value) {
        symbols.put(name, address);
        memory.u64(address, value);
    }

    private PrintkLog text(PrintkTextBuffer log) {
        byte[] bytes = log.toArray();
        return text(log.end(), log.logged(), bytes);
    }

    private PrintkLog text(long end, long logged, byte... bytes) {
        memory.put(BUFFER, bytes);
        variable("log_buf", 0x100, BUFFER);
        variable("log_buf_len", 0x110, bytes.length);
        variable("log_end", 0x120, end);
        variable("logged_chars", 0x130, logged);
        return PrintkLog.read(memory, symbols, Types.NONE);
    }

    @Test
    void linesHaveLevelAndTime() {
        PrintkLog log = text(new PrintkTextBuffer(4096)
                .add(new PrintkRecord(1_234_567_000L, 6, 0, "one"))
                .add(new PrintkRecord(12_000_001_000L, 0, 0, "[two]")));

        assertThat(log.records()).extracting(LogRecord::text).containsExactly("one", "[two]");
        assertThat(log.records()).extracting(LogRecord::nanoseconds).containsExactly(1_234_567_000L, 12_000_001_000L);
        assertThat(log.records()).extracting(LogRecord::level).containsExactly(6, 0);
        assertThat(log.records()).noneMatch(record -> record.caller().isPresent());
    }

    @Test
    void aRingThatHasOverwrittenItsOldestCharactersBeginsWithAWholeLine() {
        PrintkTextBuffer ring = new PrintkTextBuffer(64);
        for (int i = 0; i < 5; i++) {
            ring.add(new PrintkRecord(i * 1_000_000L, 4, 0, "line " + i));
        }
        assertThat(text(ring).records()).extracting(LogRecord::text).containsExactly("line 3", "line 4");
    }

    @Test
    void withoutTimesThereAreNone() {
        byte[] lines = "<4>plain\n<d>[odd] text\nbare\n\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
        byte[] buffer = java.util.Arrays.copyOf(lines, 64);

        PrintkLog log = text(28, 28, buffer);

        assertThat(log.records()).extracting(LogRecord::text).containsExactly("plain", "[odd] text", "bare");
        assertThat(log.records()).extracting(LogRecord::nanoseconds).containsOnly(0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 1 << 27})
    void aBufferOfNoPossibleSizeIsRefused(int size) {
        text(0, 0, new byte[64]);
        memory.u64(0x110, size);

        assertThatThrownBy(() -> PrintkLog.read(memory, symbols, Types.NONE)).isInstanceOf(MissingTypeException.class);
    }

    private VmcoreInfo records(PrintkRecordBuffer log, String type) {
        Vmcoreinfo info = new Vmcoreinfo().release("3.10.0");
        log.describe(info, type);
        memory.put(BUFFER, log.toArray());
        variable("log_buf", 0x100, BUFFER);
        variable("log_buf_len", 0x110, log.toArray().length);
        variable("log_first_idx", 0x120, log.firstIndex());
        variable("log_next_idx", 0x130, log.nextIndex());
        variable("log_first_seq", 0x140, log.firstSequence());
        return VmcoreInfo.parse(info.text().getBytes(StandardCharsets.US_ASCII)).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "printk_log"})
    void recordsAreWhereVmcoreinfoSays(String type) {
        VmcoreInfo info = records(
                new PrintkRecordBuffer(4096, false)
                        .add(new PrintkRecord(7_000, 3, 0, "first"))
                        .add(new PrintkRecord(8_000, 6, 0, "second")),
                type);

        PrintkLog log = PrintkLog.read(memory, symbols, Types.NONE, info);

        assertThat(log.records()).extracting(LogRecord::text).containsExactly("first", "second");
        assertThat(log.records()).extracting(LogRecord::level).containsExactly(3, 6);
        assertThat(log.records()).extracting(LogRecord::nanoseconds).containsExactly(7_000L, 8_000L);
        assertThat(log.records()).noneMatch(record -> record.caller().isPresent());
    }

    @Test
    void largerRecordsHaveTheirCaller() {
        VmcoreInfo info =
                records(new PrintkRecordBuffer(4096, true).add(new PrintkRecord(7_000, 3, 905, "first")), "printk_log");

        assertThat(PrintkLog.read(memory, symbols, Types.NONE, info)
                        .records()
                        .getFirst()
                        .caller())
                .hasValue(905);
    }

    @Test
    void withoutTypesAndVmcoreinfoThereIsNoLog() {
        records(new PrintkRecordBuffer(4096, false).add(new PrintkRecord(7_000, 3, 0, "first")), "log");

        assertThatThrownBy(() -> PrintkLog.read(memory, symbols, Types.NONE)).isInstanceOf(MissingTypeException.class);
    }
}
