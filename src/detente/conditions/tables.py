"""Tables of the parser of conditions. Made by scripts/grammar_tables.py from `GRAMMAR`: do not edit.

RULES: what a rule makes (a leading underscore: parts that go to the rule around it), of how many
pieces, and what builds it ("-": a single piece stays as it is).
STATES: per state, what to do at a symbol: a number is the state to go to, ``r`` and a number the rule
that ends here; then the symbols. Symbols in capitals are words of the text.
STARTS: what a text is read as, its first state and its last.
"""

# fmt: off
RULES = (
    ("simple", 1, "always"),
    ("simple", 1, "term"),
    ("simple", 1, "never"),
    ("either", 1, "-"),
    ("condition", 1, "-"),
    ("negation", 1, "-"),
    ("followed", 1, "-"),
    ("both", 1, "-"),
    ("held", 1, "-"),
    ("negation", 1, "-"),
    ("followed", 1, "-"),
    ("negation", 2, "not_"),
    ("duration", 2, "duration"),
    ("either", 2, "or_"),
    ("both", 2, "and_"),
    ("names", 1, "names"),
    ("verification", 2, "verification"),
    ("simple", 3, "bracket"),
    ("simple", 3, "term"),
    ("simple", 3, "compare_level"),
    ("simple", 3, "compare_number"),
    ("duration", 3, "duration"),
    ("__either_plus_0", 2, ""),
    ("simple", 3, "since"),
    ("condition", 3, "if_"),
    ("condition", 3, "iff"),
    ("condition", 3, "unless"),
    ("held", 3, "held"),
    ("__both_plus_1", 2, ""),
    ("deadline", 3, "deadline"),
    ("names", 2, "names"),
    ("effect", 3, "effect"),
    ("simple", 4, "happened"),
    ("simple", 4, "compare_number"),
    ("simple", 4, "compare_number"),
    ("simple", 4, "clause_is"),
    ("__either_plus_0", 3, ""),
    ("held", 4, "claimed"),
    ("unwindowed", 4, "verified"),
    ("held", 4, "once"),
    ("__both_plus_1", 3, ""),
    ("held", 4, "verified_in_last"),
    ("__names_star_3", 2, ""),
    ("verification", 4, "verification"),
    ("effect", 4, "effect"),
    ("__names_star_3", 3, ""),
    ("__effect_star_4", 4, ""),
    ("__simple_plus_2", 2, ""),
    ("simple", 8, "at_least"),
    ("__effect_star_4", 5, ""),
    ("__simple_plus_2", 3, ""),
)
STATES = (
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 14 "
        "both; 15 condition; 16 duration; 17 either; 18 followed; 19 held; 20 negation; 21 "
        "simple; 22 unwindowed"
    ),
    "12 NUMBER; 23 deadline; 24 duration",
    "25 BY; 26 verification",
    "27 NAME; 28 effect",
    "12 NUMBER; 29 duration",
    "r0 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "30 LEAST",
    "31 LPAR",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 14 "
        "both; 32 condition; 16 duration; 17 either; 18 followed; 19 held; 20 negation; 21 "
        "simple; 22 unwindowed"
    ),
    "r1 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED; 33 AS; 34 COMPARE",
    "r2 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 16 "
        "duration; 18 followed; 19 held; 35 negation; 21 simple; 22 unwindowed"
    ),
    "36 BUSINESS; 37 UNIT",
    "38 LPAR",
    "r3 $END IF IFF RPAR SEMICOLON UNLESS; 39 OR; 40 __either_plus_0",
    "",
    "41 SINCE",
    "r4 $END RPAR SEMICOLON; 42 IF; 43 IFF; 44 UNLESS",
    "45 CLAIMED; 46 FOR; 47 VERIFIED",
    "r5 $END AND IF IFF OR RPAR SEMICOLON UNLESS; r6 CLAIMED FOR VERIFIED; 48 IN",
    "r7 $END IF IFF OR RPAR SEMICOLON UNLESS; 49 AND; 50 __both_plus_1",
    "r8 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r9 $END AND IF IFF OR RPAR SEMICOLON UNLESS; r10 CLAIMED FOR VERIFIED; 51 IN",
    "",
    "52 OF",
    "53 NAME; 54 names",
    "",
    "55 COMPARE",
    "",
    "",
    "56 NUMBER",
    "57 NAME",
    "58 RPAR",
    "59 NAME",
    "60 NAME; 61 NUMBER",
    "r11 $END AND IF IFF OR RPAR SEMICOLON UNLESS",
    "62 UNIT",
    "r12 $END AND CLAIMED FOR IF IFF IN OF OR RPAR SEMICOLON SINCE UNLESS VERIFIED",
    "63 NAME",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 64 "
        "both; 16 duration; 18 followed; 19 held; 20 negation; 21 simple; 22 unwindowed"
    ),
    "r13 $END IF IFF RPAR SEMICOLON UNLESS; 65 OR",
    "66 NAME",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 14 "
        "both; 16 duration; 67 either; 18 followed; 19 held; 20 negation; 21 simple; 22 "
        "unwindowed"
    ),
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 14 "
        "both; 16 duration; 68 either; 18 followed; 19 held; 20 negation; 21 simple; 22 "
        "unwindowed"
    ),
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 14 "
        "both; 16 duration; 69 either; 18 followed; 19 held; 20 negation; 21 simple; 22 "
        "unwindowed"
    ),
    "70 BY",
    "12 NUMBER; 71 duration",
    "72 BY",
    "73 LAST",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 16 "
        "duration; 18 followed; 19 held; 74 negation; 21 simple; 22 unwindowed"
    ),
    "r14 $END IF IFF OR RPAR SEMICOLON UNLESS; 75 AND",
    "76 LAST",
    "77 NAME",
    (
        "r15 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED WITHIN; 78 BAR; "
        "79 __names_star_3"
    ),
    "r16 $END; 80 WITHIN",
    "81 NAME",
    "82 OF",
    "83 RPAR",
    "r17 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r18 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r19 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    (
        "r20 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED; 84 NAME; 85 "
        "SYMBOL"
    ),
    "r21 $END AND CLAIMED FOR IF IFF IN OF OR RPAR SEMICOLON SINCE UNLESS VERIFIED",
    "86 RPAR",
    "r22 $END IF IFF OR RPAR SEMICOLON UNLESS",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 87 "
        "both; 16 duration; 18 followed; 19 held; 20 negation; 21 simple; 22 unwindowed"
    ),
    "r23 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r24 $END RPAR SEMICOLON",
    "r25 $END RPAR SEMICOLON",
    "r26 $END RPAR SEMICOLON",
    "88 NAME",
    "r27 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "53 NAME; 89 names",
    "12 NUMBER; 90 duration",
    "r28 $END AND IF IFF OR RPAR SEMICOLON UNLESS",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 16 "
        "duration; 18 followed; 19 held; 91 negation; 21 simple; 22 unwindowed"
    ),
    "12 NUMBER; 92 duration",
    "r29 $END",
    "93 NAME",
    "r30 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED WITHIN; 94 BAR",
    "12 NUMBER; 95 duration",
    "r31 $END; 96 AND; 97 __effect_star_4",
    "98 LPAR",
    "r32 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r33 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r34 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r35 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r36 $END IF IFF OR RPAR SEMICOLON UNLESS",
    "r37 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r38 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r39 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r40 $END AND IF IFF OR RPAR SEMICOLON UNLESS",
    "r41 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    "r42 $END AND BAR CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED WITHIN",
    "99 NAME",
    "r43 $END",
    "100 NAME",
    "r44 $END; 101 AND",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 14 "
        "both; 102 condition; 16 duration; 17 either; 18 followed; 19 held; 20 negation; 21 "
        "simple; 22 unwindowed"
    ),
    "r45 $END AND BAR CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED WITHIN",
    "103 COMPARE",
    "104 NAME",
    "105 SEMICOLON; 106 __simple_plus_2",
    "107 NAME",
    "108 COMPARE",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 14 "
        "both; 109 condition; 16 duration; 17 either; 18 followed; 19 held; 20 negation; 21 "
        "simple; 22 unwindowed"
    ),
    "110 RPAR; 111 SEMICOLON",
    "r46 $END AND",
    "112 NAME",
    "r47 RPAR SEMICOLON",
    "r48 $END AND CLAIMED FOR IF IFF IN OR RPAR SEMICOLON UNLESS VERIFIED",
    (
        "5 ALWAYS; 6 AT; 7 EVENT; 8 LPAR; 9 NAME; 10 NEVER; 11 NOT; 12 NUMBER; 13 STATUS; 14 "
        "both; 113 condition; 16 duration; 17 either; 18 followed; 19 held; 20 negation; 21 "
        "simple; 22 unwindowed"
    ),
    "r49 $END AND",
    "r50 RPAR SEMICOLON",
)
STARTS = {
    "condition": (0, 15),
    "deadline": (1, 23),
    "verification": (2, 26),
    "effect": (3, 28),
    "duration": (4, 29),
}
