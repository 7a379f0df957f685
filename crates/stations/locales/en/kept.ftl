kept-title = Already uploaded; tick what you do not want
kept-alt = Photo { $n }
kept-drop = Leave out photo { $n }
kept-error-large = A photo is too large (over 12 MB) and was not kept. Please choose another
kept-error-unreadable = A photo cannot be read and was not kept. Please use JPG, PNG or WebP
kept-error-many = Too many photos; those beyond were not kept
