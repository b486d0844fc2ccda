// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.rules.Functions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The name under which the same crash on another machine is recognised: made of the signature and the functions that were
 * active, never of addresses, process ids or times.
 *
 * @param id twelve hex digits
 * @param title what the crash is called
 */
public record Bucket(String id, String title) {
    private static final int FUNCTIONS = 3;
    private static final int ID_DIGITS = 12;

    public static Bucket of(Report report) {
        StringBuilder key = new StringBuilder();
        Optional<Diagnosis> root = report.triage().rootCause();
        Optional<Oops> oops = report.primaryOops();
        root.ifPresent(cause -> key.append(cause.signature()));
        oops.ifPresent(o -> key.append('\n').append(o.kind()));
        report.mainStack().ifPresent(stack -> functions(report.frames(stack)).forEach(f -> key.append('\n').append(f)));
        if (key.isEmpty()) {
            report.first(PanicEvent.class).ifPresent(panic -> key.append(panic.message().replaceAll("[0-9a-fx]{2,}", "N")));
        }
        String title = root.map(Diagnosis::title)
                .or(() -> oops.map(Oops::title))
                .or(() -> report.first(PanicEvent.class).map(panic -> "kernel panic: " + panic.message()))
                .orElse("no crash");
        return new Bucket(digest(key.toString()), title);
    }

    private static List<String> functions(List<Frame> frames) {
        return frames.stream()
                .filter(Frame::reliable)
                .map(frame -> frame.location().symbol())
                .filter(symbol -> symbol != null && !Functions.isPanicPath(symbol) && !Functions.isOopsPath(symbol))
                .map(Functions::plain)
                .limit(FUNCTIONS)
                .toList();
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
