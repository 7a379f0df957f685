## unit-basis
unit-basis-catalogue = 派单目录 { $id } { $basis }
unit-basis-duty = 属地履职清单 { $id }（{ $name }）
unit-basis-street = 本街道此类 { $all } 件中 { $n } 件由其办结
unit-basis-city = 全市此类 { $all } 件中 { $n } 件由其办结
unit-basis-raised = 裁定归其 { $n } 次
unit-basis-lowered = 其异议成立 { $n } 次
unit-basis-between = {"；"}
unit-basis-share = { $name }（{ $share }）
unit-basis-others = 其他可能
