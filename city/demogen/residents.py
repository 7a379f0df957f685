"""Invented people: names, and phone numbers whose middle is 0000."""

from dataclasses import dataclass

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = ("伟 芳 娜 敏 静 丽 强 磊 洋 艳 勇 杰 涛 明 超 霞 平 刚 桂英 秀兰 玉珍 建国 建华 国强 志明 志强 海燕 春梅 小红 小兵 "
         "文静 思思 雨晴 子涵 浩然 嘉怡 晓东 晓丽 丽萍 红梅 桂花 金花 德顺 长根 福生 水生 满香 冬梅 菊香 爱华 卫东 卫国 建军 立新 "
         "新民 光明 永红 淑芬 淑珍 玉兰 凤英 秀英 桂芝 宝珠 翠兰 银花 美玲 丹丹 婷婷 佳佳 莎莎 欢欢 俊杰 俊峰 鹏飞 鹏程 志远 文斌 "
         "家豪 家伟 少华 少云 云飞 云霞 月娥 月华 运来 运生 开明 先锋 友良 友谊 世杰 世昌 大勇 大明").split()
PREFIXES = ["139", "138", "137", "136", "135", "150", "151", "158", "159", "180", "189", "133"]
PER_COMPOUND = 11


@dataclass
class Person:
    key: str
    name: str
    phone: str
    home: object


def make(city, rng):
    """Eleven residents for every compound."""
    out, numbers = [], set()
    for compound in city.compounds:
        for _ in range(PER_COMPOUND):
            phone = rng.choice(PREFIXES) + "0000" + f"{rng.randint(0, 9999):04}"
            while phone in numbers:
                phone = rng.choice(PREFIXES) + "0000" + f"{rng.randint(0, 9999):04}"
            numbers.add(phone)
            name = rng.choice(SURNAMES) + rng.choice(GIVEN)
            out.append(Person(f"P{len(out) + 1:04}", name, phone, compound))
    return out
