"""How personal data looks on a screen: enough to recognise oneself, too little to use."""

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "司徒",
        "东方",
        "独孤",
        "南宫",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "长孙",
        "端木",
        "百里",
    ]
)


def mask_name(name: str | None) -> str:
    """王小明 → 王*明, 王明 → 王*, 欧阳小明 → 欧阳*明: the surname, and the last character from three up."""
    name = (name or "").strip()
    surname = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    given = len(name) - surname
    if given <= 0:
        return name and "*"
    if given == 1:
        return name[:surname] + "*"
    return name[:surname] + "*" * (given - 1) + name[-1]


def mask_phone(phone: str | None) -> str:
    """13812341234 → 138****1234; a shorter number keeps its last two digits."""
    phone = (phone or "").strip()
    if len(phone) >= 11:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if phone else ""
