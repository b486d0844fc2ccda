// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.debuginfo.KernelDebug;
import dev.panictriage.facts.DebugInformation;
import dev.panictriage.facts.Source;
import java.nio.file.Path;

/** What debugging information the others used, or would have liked to. */
final class DebugExtractor implements Extractor {
    @Override
    public String subject() {
        return "debugging information";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        for (KernelDebug.Search search : kernel.debug().searches()) {
            Path file = search.file();
            facts.add(new DebugInformation(
                    search.object(),
                    file == null ? null : file.toString(),
                    search.problems(),
                    Source.computed("build ids of dump and files")));
        }
    }
}
