// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.VmcoreInfo;
import java.util.List;

/**
 * The kernel's log as it was when the machine stopped.
 *
 * @param records oldest first
 * @param skipped records that could not be decoded
 */
public record PrintkLog(List<LogRecord> records, int skipped) {
    /** Text that is kept in all, newest first: more than any kernel's default, less than a hostile dump would like. */
    static final int MOST_TEXT = 8 << 20;

    public PrintkLog {
        records = List.copyOf(records);
    }

    /** Throws as the other does. */
    public static PrintkLog read(Memory memory, Symbols symbols, Types types) {
        return read(memory, symbols, types, VmcoreInfo.NONE);
    }

    /**
     * @param info says where members are, if the types do not
     * @throws MissingTypeException if the kernel has no kind of log buffer
     * @throws dev.panictriage.dump.UnreadableException if the buffer's head is not in the dump
     */
    public static PrintkLog read(Memory memory, Symbols symbols, Types types, VmcoreInfo info) {
        if (symbols.address("prb").isPresent()) {
            boolean typed = types.struct("printk_ringbuffer").isPresent();
            RingLayout layout = typed ? RingLayout.of(types) : RingLayout.of(info);
            return new RingBufferDecoder(memory, symbols, layout).decode();
        }
        if (symbols.address("log_first_idx").isPresent()) {
            return new RecordBufferDecoder(memory, symbols, types, info).decode();
        }
        if (symbols.address("logged_chars").isPresent()) {
            return new TextBufferDecoder(memory, symbols).decode();
        }
        throw new MissingTypeException("printk log buffer");
    }

    /**
     * The log as {@code makedumpfile --dump-dmesg} prints it.
     *
     * @param callers whether to print each record's caller, as its later versions do
     */
    public byte[] toDmesg(boolean callers) {
        return LogText.render(records, callers);
    }
}
