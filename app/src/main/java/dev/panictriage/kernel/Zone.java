// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

/** A zone of memory: a {@code struct zone}, read when asked. All values in pages. Throws as {@link KernelObject} does. */
public record Zone(int node, KernelObject object, Types types) {
    private static final int LONGEST_NAME = 32;

    public String name() {
        return object.stringAt("name", LONGEST_NAME);
    }

    public long managed() {
        // An atomic since 9705bea5f833 (5.0); before 9feedc9d831e (3.9) holes and what is reserved count as well.
        if (!object.has("managed_pages")) {
            return object.number("present_pages");
        }
        return object.number(object.has("managed_pages.counter") ? "managed_pages.counter" : "managed_pages");
    }

    public long free() {
        return Math.max(0, object.number("vm_stat[" + constant("NR_FREE_PAGES") + "].counter"));
    }

    public long min() {
        return watermark("WMARK_MIN");
    }

    public long low() {
        return watermark("WMARK_LOW");
    }

    public long high() {
        return watermark("WMARK_HIGH");
    }

    /** What the allocator compares with: the watermark and its temporary boost (1c30844d2dfe, 5.0). */
    private long watermark(String which) {
        String array = object.firstOf("_watermark", "watermark");
        long boost = object.has("watermark_boost") ? object.number("watermark_boost") : 0;
        return object.number(array + "[" + constant(which) + "]") + boost;
    }

    private long constant(String name) {
        return types.enumerator(name).orElseThrow(() -> new MissingTypeException("constant " + name));
    }
}
