"""What becomes of words that are hard to keep whole or that should not be counted.

``python -m benchmarks.words_kept`` reads, segments and counts a sentence for each word below, and
prints the table of ``docs/lexicon.md``. It ends with 1 if a word does not become what it should.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import topics

DICTIONARY = """\
C++
C#
Wi-Fi
R&D
"Color OS"
嘎玛·泽登
雪克来提·扎克尔
COVID-19
γ射线
"""
"""A study's own dictionary; all other words are in that of the package, or of jieba."""

DIGITS_AND_SIGNS = """
十一五 | “十一五”期间经济平稳增长。
十四五 | 编制“十四五”规划纲要。
十五五 | 谋划十五五时期的重点任务。
九一八 | 今天是九一八纪念日。
八一 | 八一前夕走访慰问官兵。
五一 | 五一期间加强安全检查。
5g | 加快5G基站布局。
a股 | A股市场总体平稳。
3d打印 | 发展３Ｄ打印产业。
u盘 | 不得用U盘拷贝涉密文件。
4s店 | 4S店销售回暖。
sim卡 | 实名办理SIM卡。
c++ | 编译器支持C++语法。
c# | 学会C#并不难。
wi-fi | 车站提供Wi-Fi服务。
r&d | 企业R&D投入上升。
color_os | 手机预装Color OS系统。
嘎玛·泽登 | 嘎玛•泽登同志主持会议。
雪克来提·扎克尔 | 雪克来提・扎克尔出席活动。
covid-19 | 防控COVID-19疫情。
"""
FOREIGN = """
gdp | GDP增长超过预期。
ppp | 推广PPP模式。
internet | 推动Internet普及。
things | 智能家居即Internet of Things的应用。
-of | 智能家居即Internet of Things的应用。
-the | 论文题为The Wealth of Nations。
wealth | 论文题为The Wealth of Nations。
étude | 钢琴家演奏étude一首。
café | 街角新开café一家。
zürich | 代表团访问Zürich总部。
-und | 德国企业Forschung und Entwicklung投入较大。
forschung | 德国企业Forschung und Entwicklung投入较大。
γ射线 | γ射线检测设备投产。
москва | 火车开往Москва车站。
-will | We will have to work hard, and we will do it for all of the people.
-people | We will have to work hard, and we will do it for all of the people.
-nous | Nous avons besoin de tous les citoyens pour que la ville soit une ville propre.
-ville | Nous avons besoin de tous les citoyens pour que la ville soit une ville propre.
-we | 会上他用英语说we can四个字母。
tiktok | 短视频平台TikTok用户增加。
"""
"""A minus sign: a word that should not be counted."""
HONG_KONG_AND_TAIWAN = """
强积金 | 政府會改善強積金制度。
综援 | 長者可以申請綜援。
持份者 | 我們會諮詢各持份者的意見。
中小企 | 特區政府支援中小企發展業務。
㓥房 | 不少基層家庭住在劏房。
公屋 | 公屋輪候時間太長。
居屋 | 下一期居屋稍後發售。
医管局 | 醫管局增聘護士。
的士 | 的士司機面對困難。
长者 | 照顧長者是社會的責任。
质素 | 改善空氣和水的質素。
港铁 | 港鐵延長服務時間。
外佣 | 保障外傭的權益。
立法会 | 立法會通過撥款。
网际网路 | 網際網路改變了生活。
软体 | 軟體產業快速成長。
资讯 | 資訊流通愈來愈快。
捷运 | 捷運路網逐步完成。
健保 | 健保制度需要改革。
计程车 | 計程車司機大多支持。
"""
ZHE_AND_ZHU = """
跟着 | 孩子跟著老師學習。
-随著 | 隨著經濟發展。
-朝著 | 朝著目標邁進。
-沿著 | 沿著道路前進。
看着 | 大家看著工程完工。
-对著 | 他對著鏡頭說話。
-接著 | 接著討論預算。
-本著 | 本著誠信辦事。
-围绕著 | 圍繞著民生問題討論。
意味着 | 這意味著競爭加劇。
伴随 | 伴隨著技術革新。
存在 | 市場存在著風險。
充满 | 未來充滿著機遇。
面临 | 企業面臨著轉型。
-有著 | 兩岸有著文化淵源。
着手 | 政府著手改革。
着重 | 會議著重研究教育。
-著力 | 著力改善環境。
着眼 | 著眼長遠發展。
着眼点 | 這是改革的著眼點。
着想 | 為民眾著想。
着落 | 資金有了著落。
着陆 | 飛機安全著陸。
着装 | 員工統一著裝。
着急 | 居民十分著急。
着实 | 成績著實可喜。
执着 | 執著追求理想。
沉着 | 沉著應對危機。
显著 | 成效十分顯著。
著名 | 他是著名學者。
著作 | 他的著作很多。
著作权 | 保護著作權。
著称 | 以風景秀麗著稱。
卓著 | 公司信譽卓著。
名著 | 這部名著很厚。
原著 | 學生閱讀原著。
论著 | 發表學術論著。
专著 | 出版學術專著。
土著 | 他們是當地的土著。
编著 | 教授編著教材。
"""
"""In traditional text, 着 is often written 著."""
KINDS = {
    "digits, letters, signs": DIGITS_AND_SIGNS,
    "foreign": FOREIGN,
    "Hong Kong, Taiwan": HONG_KONG_AND_TAIWAN,
    "着, 著": ZHE_AND_ZHU,
}


def main() -> None:
    """Print the table."""
    rows = [
        (kind, *map(str.strip, line.split(" | ")))
        for kind, lines in KINDS.items()
        for line in lines.strip().splitlines()
    ]
    counted = counted_terms([sentence for _, _, sentence in rows])
    print("| kind | word | sentence | terms counted | as it should |\n|---|---|---|---|---|")
    n_wrong = 0
    for (kind, word, sentence), terms in zip(rows, counted, strict=True):
        term = word.removeprefix("-")
        is_right = (term in terms) != word.startswith("-")
        n_wrong += not is_right
        wanted = term if term == word else f"not {term}"
        print(f"| {kind} | {wanted} | {sentence} | {' '.join(terms)} | {YES[is_right]} |")
    print(f"\n{len(rows) - n_wrong} of {len(rows)}")
    sys.exit(n_wrong > 0)


YES = {True: "yes", False: "**no**"}


def counted_terms(sentences: list[str]) -> list[list[str]]:
    """Return the terms of each sentence that `topics.count` counts, in order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dictionary.txt"
        path.write_text(DICTIONARY, "utf-8")
        lexicon = topics.load_lexicon(path)
    texts = list(dict.fromkeys(sentences))
    tokens = topics.segment(topics.read(texts), lexicon=lexicon)
    matrix = topics.count(tokens, min_df=1, max_df=1.0)
    vocabulary = set(matrix.vocabulary)
    by_text = {}
    for unit, start, end in zip(tokens.units, tokens.indptr[:-1], tokens.indptr[1:], strict=True):
        terms = [tokens.terms[i] for i in tokens.term_ids[start:end]]
        by_text[unit.source, unit.speech] = [term for term in terms if term in vocabulary]
    speeches = [(unit.source, unit.speech) for unit in tokens.units]
    found = dict(zip(texts, (by_text[key] for key in speeches), strict=True))
    return [found[sentence] for sentence in sentences]


if __name__ == "__main__":
    main()
