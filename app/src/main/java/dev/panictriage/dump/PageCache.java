// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages used last, decompressed: one megabyte of them. Not thread-safe. */
final class PageCache {
    private static final int BYTES = 1 << 20;

    private final LinkedHashMap<Long, byte[]> pages;

    PageCache(int pageSize) {
        int capacity = BYTES / pageSize;
        this.pages = new LinkedHashMap<>(2 * capacity, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
                return size() > capacity;
            }
        };
    }

    byte @Nullable [] get(long frame) {
        return pages.get(frame);
    }

    void put(long frame, byte[] page) {
        pages.put(frame, page);
    }
}
