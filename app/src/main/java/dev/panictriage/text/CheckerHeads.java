// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.KASAN;
import static dev.panictriage.facts.Oops.Kind.KCSAN;
import static dev.panictriage.facts.Oops.Kind.KFENCE;
import static dev.panictriage.facts.Oops.Kind.KMSAN;
import static dev.panictriage.facts.Oops.Kind.UBSAN;
import static dev.panictriage.text.Guilt.CALLERS;
import static dev.panictriage.text.Guilt.NAMED;
import static dev.panictriage.text.OopsHead.Role.REPORT;
import static dev.panictriage.text.OopsHead.head;

/** Reports of the sanitizers and of KFENCE: mm/kasan, mm/kfence, mm/kmsan, kernel/kcsan, lib/ubsan.c. */
final class CheckerHeads {
    static final OopsHead[] ALL = {
        head(
                REPORT,
                KASAN,
                NAMED,
                "BUG: KASAN: double-free in {at}",
                "KASAN: invalid-free in {function}",
                "slab_",
                "vunmap",
                "vfree"),
        head(
                REPORT,
                KASAN,
                NAMED,
                "BUG: KASAN: invalid-free in {at}",
                "KASAN: invalid-free in {function}",
                "slab_",
                "vunmap",
                "vfree"),
        head(
                REPORT,
                KASAN,
                NAMED,
                "BUG: KASAN: double-free or invalid-free in {at}",
                "KASAN: invalid-free in {function}",
                "slab_",
                "vunmap",
                "vfree"),
        head(
                REPORT,
                KASAN,
                NAMED,
                "BUG: KASAN: {what} in {at}",
                "KASAN: {what} {access} in {function}",
                "tag_check",
                "kernel_fault",
                "mem_abort"),
        head(
                REPORT,
                KASAN,
                CALLERS,
                "BUG: KASAN: {what} on address {address@}",
                "KASAN: {what} {access} in {function}"),
        head(REPORT, KASAN, CALLERS, "BUG: KASAN: {what}", "KASAN: {what} in {function}"),
        head(REPORT, KASAN, NAMED, "BUG: KASan: {what} in {at}", "KASAN: {what} {access} in {function}"),
        head(
                REPORT,
                KMSAN,
                NAMED,
                "BUG: KMSAN: kernel-usb-infoleak in {at}",
                "KMSAN: kernel-usb-infoleak in {function}",
                "alloc_skb",
                "usb_start_wait_urb",
                "usb_bulk_msg",
                "usb_interrupt_msg"),
        head(
                REPORT,
                KMSAN,
                NAMED,
                "BUG: KMSAN: {what} in {at}",
                "KMSAN: {what} in {function}",
                "alloc_skb",
                "netlink_ack",
                "netlink_rcv_skb"),
        head(REPORT, KCSAN, NAMED, "BUG: KCSAN: {what}", "KCSAN: {what}"),
        head(
                REPORT,
                KFENCE,
                NAMED,
                "BUG: KFENCE: use-after-free {what} in {at}",
                "KFENCE: use-after-free in {function}"),
        head(REPORT, KFENCE, NAMED, "BUG: KFENCE: out-of-bounds {what} in {at}", "KFENCE: out-of-bounds in {function}"),
        head(REPORT, KFENCE, NAMED, "BUG: KFENCE: {what} in {at}", "KFENCE: {what} in {function}"),
        head(
                REPORT,
                UBSAN,
                CALLERS,
                "UBSAN: Undefined behaviour in {file}",
                "UBSAN: undefined-behaviour in {function}",
                "overflow"),
        head(REPORT, UBSAN, CALLERS, "UBSAN: {what} in {file}", "UBSAN: {what} in {function}", "overflow"),
    };

    private CheckerHeads() {}
}
