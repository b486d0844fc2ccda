// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.BAD_PAGE;
import static dev.panictriage.facts.Oops.Kind.BAD_PAGE_MAP;
import static dev.panictriage.facts.Oops.Kind.BUG;
import static dev.panictriage.facts.Oops.Kind.FILESYSTEM;
import static dev.panictriage.facts.Oops.Kind.MEMORY_LEAK;
import static dev.panictriage.facts.Oops.Kind.OTHER;
import static dev.panictriage.facts.Oops.Kind.SLAB_CORRUPTION;
import static dev.panictriage.text.Guilt.ALLOCATION;
import static dev.panictriage.text.Guilt.CALLERS;
import static dev.panictriage.text.Guilt.INSTRUCTION;
import static dev.panictriage.text.Guilt.NONE;
import static dev.panictriage.text.OopsHead.Role.CONTINUES;
import static dev.panictriage.text.OopsHead.Role.HARMLESS;
import static dev.panictriage.text.OopsHead.Role.ONE_LINE;
import static dev.panictriage.text.OopsHead.Role.REPORT;
import static dev.panictriage.text.OopsHead.head;
import static dev.panictriage.text.OopsHead.said;

/** Reports of memory management, and of what other subsystems check of their own objects. */
final class MemoryHeads {
    static final OopsHead[] ALL = {
        // Memory management's own checks.
        head(
                REPORT,
                BAD_PAGE,
                CALLERS,
                "BUG: Bad page state in process {comm} pfn:{pfn@}",
                "BUG: Bad page state in {function}",
                "bad_page",
                "free_page",
                "check_new_page",
                "prep_new_page",
                "get_page_from_freelist",
                "rmqueue",
                "free_pcp",
                "free_unref",
                "free_hot_cold",
                "page_frag_free",
                "put_page",
                "folio_put",
                "release_pages",
                "folios_put",
                "folio_batch_",
                "pagevec_",
                "free_swap_cache",
                "free_folio",
                "free_frozen",
                "tlb_batch_",
                "tlb_flush_mmu",
                "tlb_finish_mmu",
                "skb_free",
                "skb_release",
                "skb_reason_drop",
                "netif_receive_skb"),
        head(REPORT, BAD_PAGE, CALLERS, "BUG: Bad page state", "BUG: Bad page state in {function}", "bad_page"),
        head(REPORT, BAD_PAGE, CALLERS, "Bad page state in process", "BUG: Bad page state in {function}", "bad_page"),
        head(
                REPORT,
                BAD_PAGE,
                CALLERS,
                "BUG: Bad page cache in process {comm} pfn:{pfn@}",
                "BUG: Bad page cache in {function}"),
        head(
                REPORT,
                BAD_PAGE_MAP,
                CALLERS,
                "BUG: Bad page map in process {comm} pte:{pte@} pmd:{pmd@}",
                "BUG: Bad page map in {function}",
                "print_bad_p",
                "vm_normal_page"),
        head(
                REPORT,
                BAD_PAGE_MAP,
                CALLERS,
                "BUG: Bad page map",
                "BUG: Bad page map in {function}",
                "print_bad_p",
                "vm_normal_page"),
        head(
                ONE_LINE,
                BAD_PAGE_MAP,
                NONE,
                "BUG: Bad rss-counter state~ mm:{mm@} {counter}",
                "BUG: Bad rss-counter state"),
        head(
                ONE_LINE,
                BAD_PAGE_MAP,
                NONE,
                "BUG: non-zero {what} on freeing mm~: {value}",
                "BUG: non-zero {what} on freeing mm"),
        head(
                REPORT,
                BAD_PAGE_MAP,
                INSTRUCTION,
                "Corrupted page table at address {address@}",
                "corrupted page table in {function}"),
        // Up to 4.7 KASAN had SLUB describe the object, below the head of its own.
        said(HARMLESS, OTHER, "BUG {cache} ({}ainted{}): kasan: bad access detected"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "BUG {cache} ({}ainted{}): {what}",
                "BUG: {what} in {function}",
                "object_err",
                "print_trailer",
                "slab",
                "free_debug_processing",
                "alloc_debug_processing",
                "check_bytes"),
        // __slab_error() of mm/slab.c, up to 6.7, and kmem_cache_destroy().
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "slab error in {check}(): cache `{cache}': {what}",
                "slab error in {function}",
                "slab",
                "verify_redzone",
                "cache_free",
                "cache_alloc"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "kmem_cache_destroy {cache}: Slab cache still has objects",
                "Slab cache still has objects in {function}",
                "slab",
                "shutdown_cache"),
        head(REPORT, SLAB_CORRUPTION, CALLERS, "Slab corruption {where}", "slab corruption in {function}"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "BUG: mempool element poison mismatch",
                "BUG: mempool element poison mismatch in {function}",
                "mempool_"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "pagealloc: memory corruption",
                "pagealloc: memory corruption in {function}",
                "kernel_map_pages",
                "kernel_poison_pages",
                "unpoison"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "pagealloc: single bit error",
                "pagealloc: single bit error in {function}",
                "kernel_map_pages",
                "kernel_poison_pages",
                "unpoison"),
        head(
                REPORT,
                MEMORY_LEAK,
                ALLOCATION,
                "BUG: memory leak",
                "memory leak in {function}",
                "kmemleak",
                "mmap",
                "kmem",
                "slab",
                "alloc",
                "create_object",
                "idr_get",
                "list_lru_init",
                "kasprintf",
                "kvasprintf",
                "pcpu_create",
                "strdup",
                "strndup",
                "memdup"),
        // print_unreferenced() of mm/kmemleak.c, in the log and in debugfs.
        head(
                CONTINUES,
                MEMORY_LEAK,
                ALLOCATION,
                "unreferenced object {object@} (size {object size#}):",
                "memory leak in {function}",
                "kmemleak",
                "mmap",
                "kmem",
                "slab",
                "alloc",
                "create_object",
                "idr_get",
                "list_lru_init",
                "kasprintf",
                "kvasprintf",
                "pcpu_create",
                "strdup",
                "strndup",
                "memdup"),
        head(
                REPORT,
                FILESYSTEM,
                CALLERS,
                "BUG: Dentry {} still in use~ ({uses}) [{why} of {filesystem}]",
                "BUG: Dentry still in use in {why}"),
        // net/ipv6/addrconf.c.
        head(
                ONE_LINE,
                BUG,
                NONE,
                "BUG: Address {address} on device {device} is missing its host route",
                "BUG: address of a device is missing its host route"),
        // net/core/neighbour.c.
        head(
                REPORT,
                OTHER,
                CALLERS,
                "NEIGH: BUG, double timer add",
                "NEIGH: BUG, double timer add in {function}",
                "neigh_add_timer"),
        head(
                REPORT,
                OTHER,
                CALLERS,
                "Destroying alive neighbour {object}",
                "Destroying alive neighbour in {function}",
                "neigh_destroy"),
        head(
                ONE_LINE,
                OTHER,
                NONE,
                "unregister_netdevice: waiting for {device} to become free",
                "unregister_netdevice: waiting for DEV to become free"),
        head(
                ONE_LINE,
                FILESYSTEM,
                NONE,
                "VFS: Busy inodes after unmount",
                "VFS: Busy inodes after unmount (use-after-free)"),
        head(
                ONE_LINE,
                FILESYSTEM,
                NONE,
                "VFS: Close: file count is 0",
                "VFS: Close: file count is zero (use-after-free)"),
    };

    private MemoryHeads() {}
}
