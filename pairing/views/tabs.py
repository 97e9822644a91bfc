"""The tabs above the lists of this room."""

TABS = (
    ("联系户", "/households/"),
    ("结对", "/pairings/"),
    ("结对申请", "/applications/"),
    ("名单报送", "/rosters/"),
    ("帮扶记录", "/aid/"),
    ("帮扶团队", "/aid/teams/"),
    ("爱心企业和人士", "/aid/helpers/"),
    ("村项目", "/aid/projects/"),
    ("回访监测", "/aid/checks/"),
)
