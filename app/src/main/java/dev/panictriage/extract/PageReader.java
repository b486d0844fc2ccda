// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.engine.Probe;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.PageState;
import dev.panictriage.facts.PageState.MappingKind;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Page;
import dev.panictriage.kernel.Pages;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decodes a struct page, and follows its mapping as far as the anon_vma's root. */
final class PageReader {
    private static final long MAPPING_BITS = 3;

    private PageReader() {}

    static List<Fact> at(KernelView kernel, Probe.PageAt probe) {
        Pages pages = kernel.image().pages();
        long address = probe.page().value();
        if (!pages.isPage(address)) {
            return List.of();
        }
        Page page = pages.at(address);
        MappingKind kind = MappingKind.valueOf(page.mappingKind().name());
        OptionalLong mapcount = page.mapcount();
        return List.of(new PageState(
                probe.page(),
                Word.of(page.physical()),
                probe.role(),
                page.flagNames(),
                page.flags(),
                page.refcount(),
                mapcount.isEmpty() ? null : (Long) mapcount.getAsLong(),
                Word.of(page.mapping()),
                kind,
                kind == MappingKind.ANONYMOUS ? root(kernel, page.mapping() & ~MAPPING_BITS) : null,
                Source.memory(probe.page(), "struct page")));
    }

    private static @Nullable Word root(KernelView kernel, long anonVma) {
        try {
            KernelObject object = kernel.image().variables().object("anon_vma", anonVma);
            return Word.of(object.number("root"));
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }
}
