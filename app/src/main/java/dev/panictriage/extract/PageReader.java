// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.engine.Probe;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.PageState;
import dev.panictriage.facts.PageState.MappingKind;
import dev.panictriage.facts.PageState.Use;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Page;
import dev.panictriage.kernel.PageType;
import dev.panictriage.kernel.Pages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Decodes struct pages, and follows the mapping of anonymous ones to the anon_vma and to the memory that holds it. */
final class PageReader {
    private static final long MAPPING_BITS = 3;
    private static final int LONGEST_NAME = 64;

    private final KernelView kernel;
    private final Pages pages;

    private PageReader(KernelView kernel) {
        this.kernel = kernel;
        this.pages = kernel.image().pages();
    }

    static List<Fact> in(KernelView kernel, Probe.PagesIn probe) {
        return new PageReader(kernel).in(probe.registers());
    }

    private List<Fact> in(SortedMap<String, Word> registers) {
        Map<Word, String> roles = new LinkedHashMap<>();
        registers.forEach((register, value) -> {
            if (pages.isPage(value.value()) && kernel.image().memory().isReadable(value.value(), Long.BYTES)) {
                roles.merge(value, register, (before, next) -> before + ", " + next);
            }
        });
        List<Fact> facts = new ArrayList<>();
        roles.forEach((page, names) -> {
            PageState state = state(pages.at(page.value()), names + " at the fault", null);
            facts.add(state);
            Word anonVma = state.anonVma();
            if (anonVma != null) {
                holder(anonVma).ifPresent(facts::add);
            }
        });
        return facts;
    }

    private PageState state(Page page, String role, @Nullable Word holds) {
        MappingKind kind = MappingKind.valueOf(page.mappingKind().name());
        OptionalLong mapcount = page.mapcount();
        Use use = use(page);
        Word address = Word.of(page.address());
        return new PageState(
                address,
                Word.of(page.physical()),
                role,
                page.flagNames(),
                page.flags(),
                page.refcount(),
                mapcount.isEmpty() ? null : (Long) mapcount.getAsLong(),
                Word.of(page.mapping()),
                kind,
                kind == MappingKind.ANONYMOUS ? root(page.mapping() & ~MAPPING_BITS) : null,
                holds,
                use,
                use == Use.SLAB ? cache(page) : null,
                Source.memory(address, "struct page"));
    }

    private Optional<PageState> holder(Word anonVma) {
        try {
            OptionalLong physical = kernel.image().memory().physical(anonVma.value());
            return physical.isEmpty()
                    ? Optional.empty()
                    : Optional.of(state(
                            pages.ofPhysical(physical.getAsLong()).head(), "holds the anon_vma " + anonVma, anonVma));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    private static Use use(Page page) {
        if (page.type() == PageType.SLAB) {
            return Use.SLAB;
        }
        return page.isFree() ? Use.FREE : Use.OTHER;
    }

    /** Slabs have a type of their own since d122019bf061 (5.17), which lies over struct page. */
    private @Nullable String cache(Page slab) {
        try {
            boolean own = kernel.image().types().struct("slab").isPresent();
            KernelObject object = kernel.image().variables().object(own ? "slab" : "page", slab.address());
            Optional<KernelObject> cache = object.target("slab_cache");
            return cache.isEmpty() ? null : cache.get().stringAt("name", LONGEST_NAME);
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }

    private @Nullable Word root(long anonVma) {
        try {
            KernelObject object = kernel.image().variables().object("anon_vma", anonVma);
            return Word.of(object.number("root"));
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }
}
