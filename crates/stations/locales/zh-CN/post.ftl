# 驿站管理员和服务单位人员各负责哪里
posts-title = 驿站与服务岗位
posts-lead = 谁管理哪个驿站、谁代表哪家机构提供服务。
posts-new = 指定岗位
posts-empty = 还没有指定任何人
post-username = 登录名
post-kind = 岗位
post-kind-station = 管理驿站
post-kind-organisation = 代表机构
post-kind-compound = 管理友好小区
post-kind-pass-authority = 可以暂停小区通行
post-place = 驿站或机构编号
post-place-hint = 驿站写牌子上的编号，如 YT001；机构写目录里的短名；小区写小区编号，如 C005。
post-source = 来源
post-of-pack = 城市数据包
post-of-desk = 在此指定
post-end = 撤下
post-end-lead = { $username } 不再负责 { $place }。
