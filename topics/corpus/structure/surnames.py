"""Surnames and names of persons, in simplified script."""

from __future__ import annotations

from topics.corpus.repair.patterns import HAN

__all__ = ["COMPOUND_SURNAMES", "PERSON", "SURNAMES"]

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭鲁韦马苗方俞任袁柳史唐费廉"
    "薛雷贺倪汤罗毕郝常乐于傅皮齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米贝戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童颜"
    "郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房丁邓洪包左石崔龚程邢裴陆翁靳段焦侯武刘龙叶司黎白蒲池乔闻"
    "翟谭劳申冉雍桑边燕尚温庄晏柴瞿阎习容向古易廖耿匡文欧沃利关曾沙游岳邝梅涂麦甄冼岑鲍谌闫邬缪佟窦麻"
    "娄詹甘栾鞠仝晁阚竺茅裘覃蔺芮滕殷卞符桂郗隋戚嵇"
)
BESIDE_OFFICE = frozenset("区简招植敖柏栢仇解单查车盖安宁成宗明牛巫苟丘乌聂荀牟宫储")
"""Surnames that are mostly other words, and count only beside an office."""
COMPOUND_SURNAMES = "欧阳|司马|司徒|诸葛|上官|皇甫|令狐|尉迟|公孙|慕容|夏侯|东方|端木|张简|范姜"
PERSON = (
    f"(?:{COMPOUND_SURNAMES}|[{''.join(sorted(SURNAMES | BESIDE_OFFICE))}])"
    f"[ ]?[{HAN}](?:[ ]?[{HAN}])?"
)
"""Pattern of a name next to an office: surname and one or two characters."""
