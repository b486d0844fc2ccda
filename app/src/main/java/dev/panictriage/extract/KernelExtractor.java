// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Taint;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.TaintFlags;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which kernel it was, and what had tainted it. */
final class KernelExtractor implements Extractor {
    @Override
    public String subject() {
        return "kernel identity";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        try {
            KernelObject names = kernel.image()
                    .variables()
                    .struct("init_uts_ns", "uts_namespace")
                    .struct("name");
            String release = names.string("release");
            String version = names.string("version");
            facts.add(new KernelIdentity(
                    release,
                    version,
                    names.string("machine"),
                    kernel.image().buildId().orElse(null),
                    vendorOf(release, version),
                    Source.memory(Word.of(names.address()), "init_uts_ns.name")));
        } catch (UnreadableException | MissingTypeException e) {
            String release = kernel.image().vmcoreInfo().release();
            facts.add(new KernelIdentity(
                    release.isEmpty() ? null : release,
                    null,
                    "x86_64",
                    kernel.image().vmcoreInfo().buildId().orElse(null),
                    vendorOf(release, ""),
                    Source.note("VMCOREINFO")));
        }
        OptionalLong mask = kernel.image().symbols().address("tainted_mask");
        if (mask.isPresent()) {
            TaintFlags flags = new TaintFlags(kernel.image().variables());
            long taint = flags.mask();
            facts.add(new Taint(
                    taint,
                    flags.letters(taint),
                    flags.meanings(taint),
                    Source.memory(Word.of(mask.getAsLong()), "tainted_mask")));
        }
    }

    /** As distributions mark their releases. */
    static @Nullable String vendorOf(String release, String version) {
        String both = (release + " " + version).toLowerCase(Locale.ROOT);
        if (both.contains("debian") || both.contains("+deb") || both.contains("-cloud-amd64")) {
            return "debian";
        }
        if (both.contains("ubuntu")) {
            return "ubuntu";
        }
        if (both.contains(".el") || both.contains("red hat")) {
            return "rhel";
        }
        if (both.contains(".fc")) {
            return "fedora";
        }
        if (both.contains(".amzn")) {
            return "amazon";
        }
        if (both.contains("-default") || both.contains("suse")) {
            return "suse";
        }
        return null;
    }
}
