// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.rules.Functions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name under which the same crash on another machine is recognised, in its log as in its dump: made of the kind of
 * report and the functions that were active where the kernel failed, never of addresses, process ids or times.
 *
 * @param id twelve hex digits
 * @param title what the crash is called
 */
public record Bucket(String id, String title) {
    private static final int FUNCTIONS = 3;
    private static final int ID_DIGITS = 12;

    /** What a kernel prints the stack with, and enters exceptions by: a log shows other parts of these than a dump. */
    private static final String[] MACHINERY = {
        "dump_stack",
        "show_stack",
        "dump_backtrace",
        "asm_exc_",
        "exc_",
        "asm_sysvec_",
        "page_fault",
        "do_page_fault",
        "__do_page_fault",
        "do_user_addr_fault",
        "do_kern_addr_fault",
        "async_page_fault",
        "error_entry",
        "do_trap",
        "do_error_trap",
        "do_invalid_op",
        "invalid_op",
        "do_general_protection",
        "general_protection",
        "do_divide_error",
        "divide_error",
        "handle_bug",
        "report_bug",
        "fixup_bug",
        "__warn",
        "warn_slowpath",
    };

    public static Bucket of(Report report) {
        StringBuilder key = new StringBuilder();
        Optional<Diagnosis> root = report.triage().rootCause();
        Optional<Oops> oops = report.primaryOops();
        // What a log tells of a cause is less than what a dump tells; of the report, both tell the same.
        oops.map(o -> o.kind().name()).or(() -> root.map(Diagnosis::signature)).ifPresent(key::append);
        functions(report, oops).forEach(f -> key.append('\n').append(f));
        if (key.isEmpty()) {
            report.first(PanicEvent.class).ifPresent(panic -> key.append(withoutNumbers(panic.message())));
        } else if (key.indexOf("\n") < 0 && oops.isPresent()) {
            key.append('\n').append(withoutNumbers(oops.get().title()));
        }
        String title = root.map(Diagnosis::title)
                .or(() -> oops.map(Oops::title))
                .or(() -> report.first(PanicEvent.class).map(panic -> "kernel panic: " + panic.message()))
                .orElse("no crash");
        return new Bucket(digest(key.toString()), title);
    }

    /** The innermost functions from where the kernel failed on. */
    private static List<String> functions(Report report, Optional<Oops> oops) {
        List<Frame> frames = report.mainStack().map(report::frames).orElse(List.of());
        if (oops.isEmpty()) {
            return functions(frames.subList(interrupted(frames), frames.size()));
        }
        Location rip = oops.get().rip();
        String guilty = oops.get().function();
        if (guilty != null && (rip == null || rip.symbol() == null)) {
            // A task that hangs, or a call to nowhere: what stands around it, log and dump show differently.
            return List.of(Functions.plain(guilty));
        }
        int failed = failure(frames, rip);
        if (failed < 0) {
            // The report may be another CPU's, or of before the panic.
            List<Frame> own = report.frames(oops.get().stack());
            int there = failure(own, rip);
            if (there >= 0) {
                return functions(own.subList(there, own.size()));
            }
            failed = interrupted(frames);
        }
        return functions(frames.subList(failed, frames.size()));
    }

    /** The frame of the instruction that the report is about; -1 if it is not of this stack. */
    private static int failure(List<Frame> frames, @Nullable Location rip) {
        for (int i = 0; rip != null && i < frames.size(); i++) {
            if (frames.get(i).location().isSamePlace(rip)) {
                return i;
            }
        }
        return -1;
    }

    /** The first frame that an exception interrupted; without one, the first frame. */
    private static int interrupted(List<Frame> frames) {
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).context() != null) {
                return i;
            }
        }
        return 0;
    }

    private static List<String> functions(List<Frame> frames) {
        List<String> functions = new ArrayList<>();
        for (Frame frame : frames) {
            String symbol = frame.location().symbol();
            // A log does not show inlined calls.
            if (symbol == null || !frame.reliable() || isMachinery(symbol)) {
                continue;
            }
            String function = Functions.plain(symbol);
            if (functions.isEmpty() || !functions.getLast().equals(function)) {
                functions.add(function);
            }
            if (functions.size() == FUNCTIONS) {
                break;
            }
        }
        return functions;
    }

    private static boolean isMachinery(String symbol) {
        for (String start : MACHINERY) {
            if (symbol.startsWith(start)) {
                return true;
            }
        }
        return Functions.isPanicPath(symbol) || Functions.isOopsPath(symbol);
    }

    private static String withoutNumbers(String message) {
        return message.replaceAll("[0-9a-fx]{2,}", "N");
    }

    private static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
