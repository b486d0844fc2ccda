; SPDX-License-Identifier: Apache-2.0
; What a compiler for a big-endian machine would say of
;   struct flags { unsigned int low : 3; unsigned int high : 7; struct flags *next; };
;   static inline int twice(int value) { return 2 * value; }
;   int answer(int value) { return twice(value); }
target triple = "aarch64_be-unknown-linux"

define i32 @answer(i32 %value) !dbg !10 {
  call void @llvm.dbg.value(metadata i32 %value, metadata !20, metadata !DIExpression()), !dbg !30
  call void @llvm.dbg.value(metadata i32 %value, metadata !21, metadata !DIExpression()), !dbg !31
  %twice = shl i32 %value, 1, !dbg !31
  ret i32 %twice, !dbg !33
}

declare void @llvm.dbg.value(metadata, metadata, metadata)

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, producer: "by hand", isOptimized: true, emissionKind: FullDebug, retainedTypes: !{!40})
!1 = !DIFile(filename: "big.c", directory: "/src")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 5}
!4 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!5 = !DIBasicType(name: "unsigned int", size: 32, encoding: DW_ATE_unsigned)
!6 = !DISubroutineType(types: !{!4, !4})
!10 = distinct !DISubprogram(name: "answer", file: !1, line: 3, type: !6, scopeLine: 3, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !0, retainedNodes: !{!20})
!11 = distinct !DISubprogram(name: "twice", file: !1, line: 2, type: !6, scopeLine: 2, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition | DISPFlagOptimized, unit: !0, retainedNodes: !{!21})
!20 = !DILocalVariable(name: "value", arg: 1, scope: !10, file: !1, line: 3, type: !4)
!21 = !DILocalVariable(name: "value", arg: 1, scope: !11, file: !1, line: 2, type: !4)
!30 = !DILocation(line: 3, column: 5, scope: !10)
!31 = !DILocation(line: 2, column: 45, scope: !11, inlinedAt: !32)
!32 = distinct !DILocation(line: 3, column: 33, scope: !10)
!33 = !DILocation(line: 3, column: 26, scope: !10)
!40 = !DICompositeType(tag: DW_TAG_structure_type, name: "flags", file: !1, line: 1, size: 128, elements: !{!41, !42, !43})
!41 = !DIDerivedType(tag: DW_TAG_member, name: "low", scope: !40, file: !1, line: 1, baseType: !5, size: 3, flags: DIFlagBitField, extraData: i64 0)
!42 = !DIDerivedType(tag: DW_TAG_member, name: "high", scope: !40, file: !1, line: 1, baseType: !5, size: 7, offset: 3, flags: DIFlagBitField, extraData: i64 0)
!43 = !DIDerivedType(tag: DW_TAG_member, name: "next", scope: !40, file: !1, line: 1, baseType: !44, size: 64, offset: 64)
!44 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !40, size: 64)
