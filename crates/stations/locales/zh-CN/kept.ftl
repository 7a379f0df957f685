kept-title = 已经传好的照片，不想要的请打勾
kept-alt = 第 { $n } 张照片
kept-drop = 不要第 { $n } 张
kept-error-large = 有一张照片太大（超过 12 MB），没有保存，请换一张
kept-error-unreadable = 有一张照片打不开，没有保存，请换成 JPG、PNG 或 WebP 格式
kept-error-many = 照片太多，多出来的没有保存
