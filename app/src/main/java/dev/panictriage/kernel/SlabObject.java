// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An object of the slab allocator (SLUB, {@code mm/slub.c}).
 *
 * @param cache {@code kmalloc-64}
 * @param start of the object proper, behind its left red zone if there is one
 * @param size what the cache's user asked for
 * @param free whether it is in a list of free objects; absent where not all lists that could have it can be read
 */
public record SlabObject(
        String cache, long start, long size, @Nullable Boolean free) {
    private static final int LONGEST_NAME = 128;

    /** A slab of the smallest objects that one is made of: 32 KiB of 8 bytes. */
    private static final int MOST_OBJECTS = 4096;

    /**
     * The object that has an address. Throws as {@link KernelObject} does.
     *
     * @param address in the direct map
     * @return empty if it is in no slab, in what a slab has around its objects, or the allocator is another than SLUB
     */
    public static Optional<SlabObject> at(KernelImage image, long address) {
        OptionalLong physical = image.memory().physical(address);
        if (physical.isEmpty()) {
            return Optional.empty();
        }
        Page head = image.pages().ofPhysical(physical.getAsLong()).head();
        if (head.type() != PageType.SLAB) {
            return Optional.empty();
        }
        // Slabs have a type of their own since d122019bf061 (5.17), which lies over struct page.
        Variables variables = image.variables();
        boolean own = variables.types().struct("slab").isPresent();
        KernelObject slab = variables.object(own ? "slab" : "page", head.address());
        KernelObject cache = slab.target("slab_cache").orElse(null);
        if (cache == null || !cache.has("object_size") || !cache.has("offset")) {
            return Optional.empty();
        }
        long first = address - (physical.getAsLong() - head.physical());
        return new Slab(image, slab, cache, first).object(address);
    }

    /** Bytes from the object's start. */
    public long offset(long address) {
        return address - start;
    }

    /** @param first address of the slab's memory */
    private record Slab(KernelImage image, KernelObject slab, KernelObject cache, long first) {
        Optional<SlabObject> object(long address) {
            long each = cache.number("size");
            long count = slab.has("objects") ? slab.number("objects") : MOST_OBJECTS;
            if (each < Long.BYTES || each > 1 << 22 || address < first) {
                return Optional.empty();
            }
            long index = (address - first) / each;
            long start = first + index * each + (cache.has("red_left_pad") ? cache.number("red_left_pad") : 0);
            long size = cache.number("object_size");
            return index >= count || address < start || address - start >= size
                    ? Optional.empty()
                    : Optional.of(new SlabObject(
                            cache.stringAt("name", LONGEST_NAME), start, size, free(start, count, each)));
        }

        private @Nullable Boolean free(long object, long count, long each) {
            Boolean listed = isListed(slab.number("freelist"), object, count, each);
            if (listed == null || listed) {
                return listed;
            }
            // Objects in the sheaves of 6.18 and later are in no list, and are free all the same.
            if (cache.has("cpu_sheaves")) {
                return null;
            }
            // With CONFIG_SLUB_TINY no CPU has lists of its own.
            for (int cpu = 0; cache.has("cpu_slab") && cpu < image.perCpu().count(); cpu++) {
                KernelObject own = new KernelObject(
                        image.memory(),
                        image.variables().type("kmem_cache_cpu"),
                        cache.number("cpu_slab") + image.perCpu().offset(cpu));
                if (own.number(own.firstOf("slab", "page")) == slab.address()) {
                    Boolean local = isListed(own.number("freelist"), object, count, each);
                    return local == null || local ? local : (Boolean) false;
                }
            }
            return false;
        }

        /** Whether a list has an object; null if the list cannot be followed to its end. */
        private @Nullable Boolean isListed(long head, long object, long count, long each) {
            long at = head;
            for (long i = 0; i <= count; i++) {
                if (at == 0 || at == object) {
                    return at != 0;
                }
                if (!isObject(at, count, each)) {
                    return null;
                }
                Long next = next(at + cache.number("offset"), count, each);
                if (next == null) {
                    return null;
                }
                at = next;
            }
            return null;
        }

        private boolean isObject(long address, long count, long each) {
            return address >= first && address < first + count * each;
        }

        /** As freelist_ptr_decode() of mm/slub.c reads it, with CONFIG_SLAB_FREELIST_HARDENED or without. */
        private @Nullable Long next(long place, long count, long each) {
            long stored = image.memory().u64(place);
            if (!cache.has("random")) {
                return stored;
            }
            long mixed = stored ^ cache.number("random");
            // The bytes are swapped since 1ad53d9fa3f6 (5.7).
            for (long next : new long[] {mixed ^ Long.reverseBytes(place), mixed ^ place}) {
                if (next == 0 || isObject(next, count, each)) {
                    return next;
                }
            }
            return null;
        }
    }
}
