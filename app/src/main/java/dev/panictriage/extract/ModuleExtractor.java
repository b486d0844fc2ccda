// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.UnloadedModule;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.Modules;
import dev.panictriage.kernel.TaintFlags;
import dev.panictriage.kernel.UnloadedModules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Modules, loaded and removed. */
final class ModuleExtractor implements Extractor {
    @Override
    public String subject() {
        return "modules";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        TaintFlags flags = new TaintFlags(kernel.image().variables());
        Modules modules = kernel.image().modules();
        for (KernelModule module : modules.all()) {
            try {
                facts.add(fact(module, flags));
            } catch (UnreadableException e) {
                facts.missing("a module", String.valueOf(e.getMessage()));
            }
        }
        modules.problem().ifPresent(why -> facts.missing("rest of the module list", why));
        UnloadedModules unloaded = new UnloadedModules(kernel.image().variables());
        unloaded.last()
                .ifPresent(last -> facts.add(new UnloadedModule(
                        last.name(),
                        true,
                        emptyToNull(last.taints()),
                        null,
                        Source.memory(Word.of(last.address()), "last_unloaded_module"))));
        for (UnloadedModules.Tainted gone : unloaded.tainted()) {
            facts.add(new UnloadedModule(
                    gone.name(),
                    false,
                    flags.moduleLetters(gone.taints()),
                    gone.count(),
                    Source.memory(Word.of(gone.address()), "unloaded_tainted_modules")));
        }
    }

    private static LoadedModule fact(KernelModule module, TaintFlags flags) {
        List<LoadedModule.Region> regions = new ArrayList<>();
        for (KernelModule.Region region : module.regions()) {
            regions.add(new LoadedModule.Region(region.kind(), Word.of(region.start()), region.bytes()));
        }
        return new LoadedModule(
                module.name(),
                emptyToNull(module.version()),
                emptyToNull(module.state()),
                regions,
                flags.moduleLetters(module.taints()),
                Source.memory(Word.of(module.object().address()), "struct module"));
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
