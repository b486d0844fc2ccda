// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

/**
 * {@code IA32_MCi_STATUS}, the status of a machine-check bank: Intel SDM volume 3B, "Machine-Check Architecture" and
 * "Interpreting Machine-Check Error Codes". Processors of AMD have the same bits and compound codes.
 *
 * @param value the register
 */
public record MachineCheckStatus(long value) {
    private static final int VALID = 63;
    private static final int OVERFLOW = 62;
    private static final int UNCORRECTED = 61;
    private static final int CONTEXT_CORRUPT = 57;

    /** Bit 12 of a compound code only says how corrected errors are counted. */
    private static final int FILTERED = 1 << 12;

    private static final int INTERNAL_TIMER = 0x400;
    private static final int GENERIC_IO = 0xe0b;

    private static final String[] SIMPLE = {
        "no error code",
        "unclassified error",
        "parity error of the microcode ROM",
        "external error",
        "FRC error",
        "internal parity error",
        "code outside of SMRAM in system management mode",
    };
    private static final String[] LEVEL = {"level 0", "level 1", "level 2", "generic level"};
    private static final String[] TRANSACTION = {"instruction", "data", "generic", "unknown kind of"};
    private static final String[] REQUEST = {
        "generic error",
        "generic read",
        "generic write",
        "data read",
        "data write",
        "instruction fetch",
        "prefetch",
        "eviction",
        "snoop",
    };
    private static final String[] MEMORY = {
        "generic request",
        "read",
        "write",
        "address or command",
        "scrubbing",
        "unknown request",
        "unknown request",
        "unknown request",
    };
    private static final String[] PARTICIPANT = {
        "the local processor asked",
        "the local processor answered",
        "the local processor looked on",
        "participant not known",
    };
    private static final String[] SUBJECT = {"memory access", "reserved", "I/O", "other transaction"};

    /** Whether the register holds an error at all. */
    public boolean valid() {
        return bit(VALID);
    }

    public boolean uncorrected() {
        return bit(UNCORRECTED);
    }

    /** Whether the processor's state may be wrong: nothing can go on from there. */
    public boolean contextCorrupt() {
        return bit(CONTEXT_CORRUPT);
    }

    public HardwareError.Severity severity() {
        if (!valid()) {
            return HardwareError.Severity.INFO;
        }
        if (!uncorrected()) {
            return HardwareError.Severity.CORRECTED;
        }
        return contextCorrupt() ? HardwareError.Severity.FATAL : HardwareError.Severity.UNCORRECTED;
    }

    /** The machine-check error code in words: which part of the machine failed at what. */
    public String code() {
        int code = (int) value & 0xffff;
        if (code < SIMPLE.length) {
            return SIMPLE[code];
        }
        if (code == INTERNAL_TIMER) {
            return "internal timer error: an instruction did not end in time";
        }
        if (code == GENERIC_IO) {
            return "generic I/O error";
        }
        int compound = code & ~FILTERED;
        if (compound >>> 10 == 1) {
            return "internal unclassified error";
        }
        if (compound >>> 11 == 1) {
            return "bus or interconnect error: " + request(compound) + " for " + SUBJECT[compound >>> 2 & 3] + ", "
                    + PARTICIPANT[compound >>> 9 & 3] + ((compound & 0x100) == 0 ? "" : ", timed out");
        }
        return switch (compound >>> 7) {
            case 1 -> "memory controller error: " + MEMORY[compound >>> 4 & 7] + channel(compound);
            case 5 -> "memory error in memory used as a cache: " + MEMORY[compound >>> 4 & 7] + channel(compound);
            default -> hierarchy(compound);
        };
    }

    private static String hierarchy(int code) {
        String level = LEVEL[code & 3];
        if (code >>> 8 == 1) {
            return "cache or memory hierarchy error: " + request(code) + ", " + TRANSACTION[code >>> 2 & 3] + " cache, "
                    + level;
        }
        if (code >>> 4 == 1) {
            return "TLB error: " + TRANSACTION[code >>> 2 & 3] + " TLB, " + level;
        }
        return code >>> 2 == 3 ? "cache hierarchy error, " + level : "unknown error code";
    }

    private static String request(int code) {
        int request = code >>> 4 & 0xf;
        return request < REQUEST.length ? REQUEST[request] : "unknown request";
    }

    private static String channel(int code) {
        int channel = code & 0xf;
        return channel == 0xf ? ", channel not known" : ", channel " + channel;
    }

    private boolean bit(int number) {
        return (value >>> number & 1) != 0;
    }

    @Override
    public String toString() {
        if (!valid()) {
            return "no valid error";
        }
        return (uncorrected() ? "uncorrected" : "corrected")
                + (contextCorrupt() ? ", processor context corrupt" : "")
                + (bit(OVERFLOW) ? ", errors were lost" : "")
                + "; " + code();
    }
}
