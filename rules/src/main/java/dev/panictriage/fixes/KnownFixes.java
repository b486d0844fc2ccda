// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import dev.panictriage.fixes.FixVerdict.Status;
import dev.panictriage.fixes.KnownFix.FirstBuild;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a kernel has the known fixes of a signature. For each fix, the first of these that applies decides:
 *
 * <ol>
 *   <li>The fix names a build in the kernel's own {@linkplain KernelBuild#stream() stream}: the kernel is affected if
 *       it is older than that build, and has the fix otherwise.
 *   <li>The kernel is not older than the build that brought the fix to its vendor's
 *       {@linkplain KernelBuild#line() line}: it has the fix. A build between, such as 3.10.0-957 when 862.37.1 has the
 *       fix and the line has it from 1062, does not: its stream was cut before.
 *   <li>The kernel is a build of the line itself, and older: it does not have the fix. Of a stream that was cut from the line
 *       it is not known, for fixes are taken over into streams.
 *   <li>The release of kernel.org that the kernel was made from has the fix, in its stable series or on the mainline:
 *       so has the kernel. Vendors add to a release and hardly ever take a fix out.
 *   <li>Otherwise it is not known, for the vendor may have taken the fix over unheard of; the verdict names the build
 *       of the vendor's line, or of the mainline, that has it.
 * </ol>
 *
 * <p>The table is read when the first question is put.
 */
public final class KnownFixes {
    private KnownFixes() {}

    private static final class Table {
        static final List<KnownFix> FIXES = read();

        private static List<KnownFix> read() {
            try (InputStream in = KnownFixes.class.getResourceAsStream("known-fixes.txt")) {
                if (in == null) {
                    throw new IllegalStateException("known-fixes.txt is not on the class path");
                }
                return FixTable.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * One verdict for each known fix of {@code signature}, in the order of the table; none if there is none.
     *
     * @param release what {@code uname -r} prints, if known
     * @param version what {@code uname -v} prints, if known
     */
    public static List<FixVerdict> forKernel(String signature, @Nullable String release, @Nullable String version) {
        KernelRelease kernel = KernelRelease.parse(release == null ? "" : release, version);
        List<FixVerdict> verdicts = new ArrayList<>();
        for (KnownFix fix : Table.FIXES) {
            if (fix.signature().equals(signature)) {
                verdicts.add(judge(fix, kernel));
            }
        }
        return verdicts;
    }

    static FixVerdict judge(KnownFix fix, KernelRelease kernel) {
        KernelBuild build = kernel.build();
        FirstBuild inStream = build == null ? null : fix.inStreamOf(build);
        if (build != null && inStream != null) {
            String first = inStream + ", the first build of its stream with the fix";
            return build.isOlderThan(inStream.build())
                    ? verdict(fix, Status.AFFECTED, "affected: " + kernel.name() + " is older than " + first, inStream)
                    : verdict(fix, Status.FIXED, "fixed: " + kernel.name() + " is not older than " + first, inStream);
        }
        FirstBuild onLine = build == null ? null : fix.onLineOf(build);
        if (build != null && onLine != null && !build.isOlderThan(onLine.build())) {
            String text = "fixed: " + kernel.name() + " is not older than " + onLine
                    + ", the first build of its line with the fix";
            return verdict(fix, Status.FIXED, text, onLine);
        }
        if (build != null && onLine != null && build.isOnLine()) {
            String text = "affected: " + kernel.name() + " is older than " + onLine
                    + ", the first build of its line with the fix";
            return verdict(fix, Status.AFFECTED, text, onLine);
        }
        KernelBuild upstream = new KernelBuild(Vendor.MAINLINE, kernel.upstream());
        FirstBuild stable = fix.inStreamOf(upstream);
        FirstBuild mainline = fix.onLineOf(upstream);
        FirstBuild origin = stable == null ? mainline : stable;
        if (!kernel.upstream().isEmpty() && origin != null && !upstream.isOlderThan(origin.build())) {
            String text = "fixed: " + kernel.name() + " is made from Linux " + kernel.upstream()
                    + ", which has the fix since " + origin;
            return verdict(fix, Status.FIXED, text, origin);
        }
        return verdict(fix, Status.UNKNOWN, unknown(kernel, onLine, mainline), onLine == null ? mainline : onLine);
    }

    private static String unknown(KernelRelease kernel, @Nullable FirstBuild onLine, @Nullable FirstBuild mainline) {
        String text;
        if (kernel.upstream().isEmpty()) {
            text = "not known: the kernel's release is not known";
        } else if (kernel.build() == null) {
            text = "not known: " + kernel.name() + " does not tell which package of "
                    + kernel.vendor().title() + " it is";
        } else {
            text = "not known: no build of the stream of " + kernel.name() + " is known to have the fix";
        }
        if (onLine != null) {
            text += "; " + kernel.vendor().title() + " has it from " + onLine;
        }
        return mainline == null || mainline.equals(onLine) ? text : text + "; mainline has it from " + mainline;
    }

    private static FixVerdict verdict(KnownFix fix, Status status, String text, @Nullable FirstBuild first) {
        String fixedBuild = first == null ? null : first.build().version();
        return new FixVerdict(status, fix.subject(), text, fixedBuild, fix.references());
    }
}
