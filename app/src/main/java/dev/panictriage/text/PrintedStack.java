// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack that a debugger printed.
 *
 * @param name as {@link Frame#stack()}
 * @param frames innermost first
 * @param contexts of the kernel, innermost first
 */
record PrintedStack(String name, List<Frame> frames, List<ExceptionContext> contexts) {
    /** What runs between the decision to die and the dump: kernel/panic.c, kernel/crash_core.c. */
    static final String[] PANICKERS = {"machine_kexec", "__crash_kexec", "crash_kexec", "panic", "nmi_panic"};

    /** Further out nobody is to blame. */
    private static final int MAX_REPORTED = 256;

    /** The stack of that name; null if it was not printed. */
    static @Nullable PrintedStack of(String name, List<Fact> printed) {
        List<Frame> frames = new ArrayList<>();
        List<ExceptionContext> contexts = new ArrayList<>();
        for (Fact fact : printed) {
            if (fact instanceof Frame frame && frame.stack().equals(name)) {
                frames.add(frame);
            } else if (fact instanceof ExceptionContext context
                    && context.stack().equals(name)
                    && context.frame() != null) {
                contexts.add(context);
            }
        }
        return frames.isEmpty() ? null : new PrintedStack(name, frames, contexts);
    }

    /** The stack of the CPU that panicked; null if it was not printed. */
    static @Nullable PrintedStack panicked(List<Fact> printed) {
        for (Fact fact : printed) {
            if (fact instanceof Frame frame && Machinery.isOneOf(PANICKERS, symbol(frame))) {
                return of(frame.stack(), printed);
            }
        }
        return null;
    }

    /** Whether one of {@code names} is in the frames from index {@code from} to {@code end}, exclusive. */
    boolean passes(String[] names, int from, int end) {
        for (Frame frame : frames) {
            if (frame.index() >= from && frame.index() < end && Machinery.isOneOf(names, symbol(frame))) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code caller} calls {@code callee} in these frames. */
    boolean calls(String caller, String callee, int from, int end) {
        for (int i = 1; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            if (frame.index() > from
                    && frame.index() < end
                    && symbol(frame).equals(caller)
                    && symbol(frames.get(i - 1)).equals(callee)) {
                return true;
            }
        }
        return false;
    }

    boolean passes(String... names) {
        return passes(names, 0, Integer.MAX_VALUE);
    }

    /** The report that the kernel would have printed of this stack from frame {@code from} on; null for none. */
    @Nullable
    Oops report(String head, int from) {
        List<LogLine> lines = new ArrayList<>();
        lines.add(LogLine.of(1, head));
        boolean calls = false;
        for (Frame frame : frames) {
            if (frame.index() < from || lines.size() > MAX_REPORTED) {
                continue;
            }
            if (frame.context() != null) {
                lines.add(LogLine.of(1, "RIP: 0010:" + place(frame.location())));
            } else if (!calls) {
                lines.add(LogLine.of(1, "Call Trace:"));
                calls = true;
            }
            if (frame.context() == null) {
                lines.add(LogLine.of(1, (frame.reliable() ? " " : " ? ") + place(frame.location())));
            }
        }
        for (Fact fact : OopsParser.parse(lines)) {
            if (fact instanceof Oops oops) {
                return oops;
            }
        }
        return null;
    }

    @Nullable
    CpuState cpu(List<Fact> printed) {
        for (Fact fact : printed) {
            if (fact instanceof CpuState cpu && cpu.stack().equals(name)) {
                return cpu;
            }
        }
        return null;
    }

    /** As a log has it: with an offset into the function, of which a debugger's frames have none, and the size. */
    private static String place(Location location) {
        Long offset = location.offset();
        long into = offset == null ? 1 : offset;
        return location.symbol() == null
                ? String.valueOf(location.address())
                : location.symbol() + "+0x" + Long.toHexString(into) + "/0x" + Long.toHexString(into + 1);
    }

    static String symbol(Frame frame) {
        String symbol = frame.location().symbol();
        return symbol == null ? "" : Trace.withoutSuffix(symbol);
    }
}
