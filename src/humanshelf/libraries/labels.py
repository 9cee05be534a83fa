"""The words of queue cards, "Nar 27": plain things that everybody knows, in the main language.

No name, no colour, nothing that ranks people. Machine drafts; a native reader has seen none yet.
"""

FEWEST = 24
LONGEST = 8
MOST = 200

# fmt: off
USUAL = {
    "az": (
        "Nar", "Armud", "Ərik", "Gilas", "Əncir", "Üzüm", "Limon", "Xurma", "Qarpız", "Yemiş",
        "Fındıq", "Badam", "Qoz", "Buğda", "Darçın", "Çörək", "Pendir", "Samovar", "Çaydan",
        "Sərçə", "Leylək", "Qağayı", "Kəpənək", "Kirpi", "Palıd", "Söyüd", "Yarpaq", "Bulaq",
        "Körpü", "Fənər",
    ),
    "kk": (
        "Өрік", "Шие", "Алмұрт", "Қарбыз", "Қауын", "Бидай", "Күріш", "Жүгері", "Сәбіз", "Жалбыз",
        "Қаймақ", "Шәйнек", "Кесе", "Қасық", "Кілем", "Түйме", "Сандық", "Қалам", "Дәптер",
        "Көпір", "Желкен", "Домбыра", "Шана", "Торғай", "Тырна", "Шағала", "Тиін", "Кірпі",
        "Көбелек", "Терек",
    ),
    "ru": (
        "Груша", "Вишня", "Слива", "Лимон", "Арбуз", "Дыня", "Орех", "Мята", "Рис", "Морковь",
        "Чайник", "Ложка", "Чашка", "Ковёр", "Пуговица", "Тетрадь", "Мост", "Парус", "Якорь",
        "Фонарь", "Зонт", "Ключ", "Сани", "Воробей", "Чайка", "Аист", "Белка", "Ёж", "Дуб",
        "Клён", "Ива",
    ),
    "en": (
        "Pear", "Cherry", "Plum", "Lemon", "Melon", "Walnut", "Almond", "Mint", "Wheat", "Carrot",
        "Kettle", "Spoon", "Carpet", "Button", "Basket", "Bridge", "Sail", "Anchor", "Lantern",
        "Umbrella", "Key", "Sledge", "Sparrow", "Gull", "Stork", "Squirrel", "Oak", "Maple",
        "Willow", "Leaf",
    ),
    "tr": (
        "Nar", "Armut", "Kayısı", "Kiraz", "İncir", "Üzüm", "Limon", "Karpuz", "Kavun", "Fındık",
        "Badem", "Ceviz", "Buğday", "Tarçın", "Ekmek", "Peynir", "Semaver", "Çaydan", "Serçe",
        "Leylek", "Martı", "Kelebek", "Kirpi", "Meşe", "Söğüt", "Yaprak", "Köprü", "Fener",
        "Yelken", "Halı",
    ),
}
# fmt: on


def fits(word: str) -> bool:
    """Whether a card can show this word with its number, from across a hall."""
    return word.isalpha() and len(word) <= LONGEST
