// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.VmcoreInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record buffer of kernels 3.5 to 5.9 ({@code kernel/printk/printk.c}): records one behind the other, each a header
 * ({@code struct printk_log}, before 3.11 {@code struct log}), its text and its dictionary. A record of length 0 says that
 * the next one is at the buffer's start.
 */
final class RecordBufferDecoder {
    private final Memory memory;
    private final long buffer;
    private final long size;
    private final long first;
    private final long next;
    private final long firstSequence;
    private final int lengthAt;
    private final RecordLayout layout;

    RecordBufferDecoder(Memory memory, Symbols symbols, Types types, VmcoreInfo info) {
        this.memory = memory;
        buffer = memory.u64(variable(symbols, "log_buf"));
        size = memory.u32(variable(symbols, "log_buf_len"));
        first = memory.u32(variable(symbols, "log_first_idx"));
        next = memory.u32(variable(symbols, "log_next_idx"));
        firstSequence = memory.u64(variable(symbols, "log_first_seq"));
        Optional<Types.Struct> type = types.struct("printk_log").or(() -> types.struct("log"));
        if (type.isPresent()) {
            lengthAt = RecordLayout.offset(type.get(), "len");
            layout = new RecordLayout(type.get());
        } else {
            String name = info.size("printk_log").isPresent() ? "printk_log" : "log";
            lengthAt = RecordLayout.offset(info, name, "len");
            layout = RecordLayout.of(info, name);
        }
    }

    private static long variable(Symbols symbols, String name) {
        return symbols.address(name).orElseThrow(() -> new MissingTypeException(name));
    }

    PrintkLog decode() {
        List<LogRecord> records = new ArrayList<>();
        byte[] header = new byte[layout.size];
        long index = first;
        long sequence = firstSequence;
        long bytes = 0;
        boolean wrapped = false;
        while ((index != next || wrapped != next < first) && bytes < Math.min(size, PrintkLog.MOST_TEXT)) {
            if (index > size - layout.size) {
                return new PrintkLog(records, 1);
            }
            try {
                memory.read(buffer + index, header, 0, layout.size);
                int length = RecordLayout.u16(header, lengthAt);
                if (length == 0 && !wrapped) {
                    wrapped = true;
                    index = 0;
                    continue;
                }
                int textLength = layout.textLength(header);
                if (length < layout.size + textLength || index + length > size) {
                    return new PrintkLog(records, 1);
                }
                byte[] text = memory.bytes(buffer + index + layout.size, textLength);
                records.add(layout.record(sequence, header, text, LogRecord.State.WRITTEN));
                sequence++;
                index += length;
                bytes += length;
            } catch (UnreadableException e) {
                return new PrintkLog(records, 1);
            }
        }
        return new PrintkLog(records, 0);
    }
}
