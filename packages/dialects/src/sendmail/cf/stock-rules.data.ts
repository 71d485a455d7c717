/**
 * The stock rules of Sendmail 8.17.1 by the numbers of what they do, rule set by rule set in their order; behind a colon the features with which a rule
 * is there (`a|b+c`: one of a and b, and c; `-a`: without a). Learned from what m4 makes of 700 choices of features.
 */
export const STOCK_RULES: Readonly<Record<string, string>> = {
	canonify:
		"rkso0qorks g812wwjif3 y9k0hogthg 1qi2pb02vcv 2drskvxu8e2 ir1ge7m1gz 9e3k3tey8g p0p936mq5j 2ca9m7camf1 " +
		"uo2ervnnsr 1a403vqrgxn 1ec1ofvu1zd 9c3xk9te4g 1106hdiodcn cy82nhq5nd s7uwj1yhvi 1lo9kds0q56 1lnnwy87d5m " +
		"1m5i7qoemxa 115tws9qu4e ql91ur9wb6 155agf01n5 4rij4h7say 1ph1m2plv6n 1z6ubkx4jbl 28ny6jj36gv 1bwb8rccnax " +
		"1itm024sg0s:-no-uucp p2b6xmzv52:-no-uucp rslu3pdpel:-no-uucp 1h0v7mgoj0o:decnet-relay 8q98lh6gzq:decnet-relay " +
		"o1in8vi0o1:-no-percent-hack 1adql3bfgg3:-no-percent-hack 28inubwafu2 17bneuv10sd",
	Canonify2:
		"212bblemvxx 1wkk9m5eqzi vry2yunrzh:-no-uucp 23wt38j9qgt 2a1e08e3etl 73kgrkxxhl 14fdysr7o7k:domaintable " +
		"17w67eh12l3:bitdomain 2fov5pbarmr:uucpdomain 2t419nzgrj:-no-uucp+uucp-relay " +
		"19o0j0wzo8x:-no-canonify+-no-uucp+-uucp-relay 15owr3u5ezl:-no-canonify+-no-uucp+-uucp-relay 1ww8wy259nz " +
		"pztkcobbef fctlf8detl:no-canonify 1fknfr443us:no-canonify 1jqdyx7ru8w:no-canonify 3pv6yojwyp:no-canonify " +
		"1aiub4ezgv1:-no-canonify 1sohwykfl3j:-no-canonify 123jl35p6s3:-no-canonify|canonify-hosts 1efvu3pznk4 " +
		"693mdwipxi 2f0igkh3q9n:masq-entire 2btxlahbqvz:-masq-entire j4ym31q9nl:virtuser+virtuser-entire-domain " +
		"4bvhrbidqj:-virtuser-entire-domain+virtuser 1y74qy9yx9t:generics+generics-entire " +
		"1edilov2oua:-generics-entire+generics 1ji5cldpj55",
	parse: "1mcsbsctxqa 1vxixcbfzzm 1ji7xbx6etj 22r2k6x8ql1",
	Parse0:
		"1uvrkikqn8h 2geve8q64n6 1hsix3psn96 1eap1irsa67 28xd34m4apz 27ypwpzmx08 1vu5jdmi4m7 1nc9zupylfd 29iai0qi7no " +
		"9d8ocb3oxy 24dw7g7h26a 1n7lw4whihj 1blypnb48q7 1lit2xr9wi6 vx6ubltill z53u4ppw6s 6vnfhnvnee 26ras69c20u " +
		"2352g7c6jlr 11tf3ped21a 1eap1irsa67 24rbcrtllyg volb47esv3 10zqqodcsax 25phe92nws6 u4st44t9fh",
	Parse1:
		"26f6t0509vl:smtp-mailer pl2a9thldu:smtp-mailer x50njnnoav:smtp-mailer bud9x3u3pe:smtp-mailer " +
		"254w7ke80yg:smtp-mailer 2ena26mou3m:virtuser 1oss1t4o4n:virtuser+virtuser-entire-domain " +
		"1iw3kxrba9r:-virtuser-entire-domain+virtuser bp7y8xvbln:virtuser ih9qvhkvu2:virtuser 2aocai7jwr6:virtuser " +
		"2b5a69qniip:virtuser j9bq562sh9:virtuser 17q98qdwons:virtuser c2xo4mive7:virtuser k45ve3s8qo:virtuser " +
		"23fehlcxza4:virtuser 1hv42nzsle3:virtuser 2lsbqphtej:virtuser 2ohyud025n:virtuser cvpmp8qb80:virtuser " +
		"1nge1tkzg0t:sticky-host 14edncdanzt:sticky-host 1e0knfsnmf2:sticky-host 1wd31a6rzvd:sticky-host " +
		"n6vhh7wzf6:-sticky-host 11btskif74v:-sticky-host cwy8ve4ra1:mailertable hd82luoppl:mailertable " +
		"29hkcpg41c5:mailertable 16dcueh7d96:mailertable 1ug98q9437h:mailertable 1hhkxm6d9wx:uucp-mailer " +
		"j3lpre6jkm:uucp-mailer auab9c3idq:uucp-mailer 1ajafmche84:bitnet-relay yszj35ra9i:decnet-relay " +
		"15ux95g10z5:fax-relay 25aerdw1axt:uucp-relay xexuanoh47:-uucp-relay+uucp-mailer yau30i466o:bestmx-limited " +
		"uudiv5l7ja:bestmx-local 202hptl30rh:bestmx-limited|bestmx-local gvyrn89t52:bestmx-limited|bestmx-local " +
		"2dccwsgdl7f:bestmx-limited|bestmx-local 2bksu7xql6t:bestmx-limited|bestmx-local 1ac833u4zox " +
		"12hvjfdrlu9:smtp-mailer kmgt37q333:-smtp-mailer up679ejsij 1q7wdl4jp4e",
	Recurse: "16u1pe8lzfo 1v46jl9y3ma",
	MailerToTriple:
		"2fxklebns3s 2lsbqphtej lvyad1jpun 44bfmzt8rb 1cmucp67du8 19t2mt4yts 10oh0ny8me5 140my851bvi " +
		"rdnts2w0x4:-smtp-mailer 29omhx8hylo:smtp-mailer",
	CanonLocal: "1byw2sfud92 29rb7qokyag 165vyfqay0 1gubxdh9cso pya6yvegz0 10swly58nxo o6lydatk34 f2j799him4",
	Mailertable:
		"10boqoy8t73:mailertable 2act97elnan:mailertable sevhv8ze7m:mailertable 19w0tsifxp2:mailertable " +
		"16dcueh7d96:mailertable 5n1nhs35zt:mailertable",
	localaddr:
		"n4ndwoysyf 2b12hv98u2e 1frw2jgl9ft 295u36d5s3n 1cb4n51ngue:-plus-detail 28iqqc1adhm:-plus-detail 1iifbylhoui " +
		"xpdxgvl5wx:-plus-detail+luser cpwoksldpr:-plus-detail+luser 13yk9kqzrx8:luser+plus-detail " +
		"gh6eazbttg:luser+plus-detail nml4iptike:luser+plus-detail 2fqdy77w28b:luser+plus-detail 100gajxyr6r:hub " +
		"p61w775ne5:local-relay 1f45m145gm4:-plus-detail 1khd9zkxdqg:-plus-detail 1xya4uiczqx:-plus-detail " +
		"1mwf4wq41aq:-plus-detail 1wyjr7zc809:-plus-detail 1rmep4jly32:-plus-detail a14acjwlvr:-plus-detail " +
		"160z82ki209:-plus-detail 1j977dea2ar:-plus-detail m2jvw95yka:plus-detail 19bqmtf2joc 8ur2ux0ft4 201gfn0picd " +
		"1fguopvrufd",
	ParseLocal: "1a8nd35rs2:redirect 1fxwiwyttn5:redirect 113yemqjtgz:redirect",
	CanonAddr: "1q04qremadj",
	ParseRecipient:
		"1fx2kplrioq 24v9m7iv85h 9ryf2oggup 28lw61fvx2 jrjoqdvymp dux6zbjbey:entire-domain 24a1v3cgvvx:hosts-only " +
		"1pgmcemf6do:access+hosts-only 1spk8c17jvn:access+hosts-only 2fq6p55b7m8:-hosts-only " +
		"24d6rhr5yzo:-hosts-only+access 11ojqlzf1o7:-hosts-only+access 1rcvqf6r7a0:mx-served mcbx204szc:mx-served " +
		"1c9nzdnwxhq:mx-served 2fnc8yfukqx:mx-served 27jk6ov3rn9 16u6l7ezr6g",
	check_relay:
		"n8aalv82rc:-delay-checks+client-ptr 1c9yvul9nwg:-delay-checks jjaocobhw5:-delay-checks " + "11nfrk7juga:-delay-checks",
	checkrelay: "n8aalv82rc:client-ptr+delay-checks 1c9yvul9nwg:delay-checks jjaocobhw5:delay-checks 11nfrk7juga:delay-checks",
	Basic_check_relay:
		"6tcvjovg8f 21yoiquull0 13fn8dfzvhy 1ddakf037bv:access 1q7afitxcd0:access q96cf61cze:access 1iz5cmjvww9:access " +
		"1uqay3k0ied:access aqqqdjhwdw:access y7sezkqpln:access 19li73qv487:access 19wt7nvn43m:access e061540seb:access " +
		"vv54alw7w2:access 15a0l2zu11z:access ly2k1738wo:require-rdns zu80q36ufb:require-rdns nrohrlnv6w:require-rdns " +
		"1wi6hd91ivl:require-rdns ratg888hln:require-rdns 1xk6th0hklw:require-rdns",
	check_mail: "1c9yvul9nwg:-delay-checks 1pw0kmm3zdz:-delay-checks 139gfw2app7:-delay-checks",
	checkmail: "1c9yvul9nwg:delay-checks 1pw0kmm3zdz:delay-checks 139gfw2app7:delay-checks",
	Basic_check_mail:
		"6tcvjovg8f 21yoiquull0 13fn8dfzvhy 6yf7kx9cbn re8d7lcdmj 1yherohwfi1 1840g969pk6 " +
		"1xrq46f5wqq:-accept-unqualified 12q193wc26r:-accept-unqualified 1i6t45br197:-accept-unqualified " +
		"12nqft5pola:-accept-unqualified anb5l1wqb7:-accept-unqualified 1lx4p1ylvah:-accept-unqualified " +
		"1efvu3pznk4:-accept-unqualified 21mipr4ck19:-accept-unqualified 4pb5mmwdsj:-accept-unqualified " +
		"1h3d9dihsqp:-accept-unqualified 1sjn2kduxcz:-accept-unqualified 759durynjj:-accept-unqualified " +
		"9vf8j4qfgw:-accept-unqualified+-no-uucp 1dpfderdim7:-accept-unqualified fop05jmety:-accept-unqualified " +
		"21wm9ysc61i:-accept-unqualified 24rel6ba2r5:-accept-unqualified 1fx2kplrioq 226dyevid46 ttrsn249zd gk50jq8aj8 " +
		"1xm5xrarzbd:-accept-unresolvable 1295o9g56dl:-accept-unresolvable 1cotoamdr5f:accept-unresolvable " +
		"5mu61mjklz:access 1yst27mtixi:access 8uekc5zxwo:access 1htium5wcwr:access 28fxut8r5e4:access " +
		"1rsb3irybyv:access 1p3bc41bi0y:-accept-unqualified joa8cif7dw:-accept-unqualified " +
		"1efvu3pznk4:-accept-unqualified 1i1vji4v0zd:-accept-unqualified 121kubmud5r:-accept-unqualified " +
		"1gdwcwowela:-accept-unqualified pydp4dkxld 22h3wieaitw 1zurk0p7109 13bs2wkac9i 26usst4tx0b:access " +
		"1jmcjgghj2v:access gkcuap3g8z:access 1xgetpv3wpc:access 2lsbqphtej:access 44bfmzt8rb:access 1xjwe3lo6s7:access " +
		"2f1e1ci8bei:access 1xvgynl77r1:bad-mx 1pw0kmm3zdz:bad-mx",
	BadMX:
		"1o89a2xemnd:bad-mx 14d4cpqiw6j:bad-mx 2h0e19jdg:bad-mx 4dby941ar6:bad-mx 25l14ziur7f:bad-mx wtk7payx6m:bad-mx " +
		"25l14ziur7f:bad-mx 18zntbw6s29:bad-mx ed2fw6mf82:bad-mx",
	check_rcpt:
		"bftw2h59mx:delay-checks 1xlymji3qaa:delay-checks vp69jpuc6y:delay-checks 21m2wsk84oz:delay-checks " +
		"t4jgk0nvsq:delay-checks 150k9awq2gm:spam-friend|spam-hater 1bakl0qiqqn:spam-friend|spam-hater " +
		"vk04caurzu:spam-friend|spam-hater 1u3ca6bz4mp:spam-friend|spam-hater 2bpo1l5nhtr:spam-hater " +
		"z6rmr0629m:spam-hater 1fcv4yyxjgt:spam-friend 1xynwobs6ui:spam-friend u1in8c53ea:-mailmacro+delay-checks " +
		"1nmarid6c51:delay-checks+mailmacro 1pw0kmm3zdz:delay-checks 29emwkmz4f5:delay-checks 1c9yvul9nwg:-delay-checks " +
		"1pw0kmm3zdz 1yherohwfi1:delay-checks 27e1rgli0oq:block-bad-helo+delay-checks " +
		"10yi06sd86k:block-bad-helo+delay-checks o904ms1b33:block-bad-helo+delay-checks " +
		"hkoq2vt93r:block-bad-helo+delay-checks 132itpmjgc0:block-bad-helo+delay-checks " +
		"29s73j6zdi8:block-bad-helo+delay-checks 1wo8r4mjnk2:block-bad-helo+delay-checks " +
		"1e7l2zhkztj:block-bad-helo+delay-checks 1t20oq2qi9v:block-bad-helo+delay-checks " +
		"8p0kfrp19h:block-bad-helo+delay-checks 1yherohwfi1:block-bad-helo+delay-checks 139gfw2app7:-delay-checks",
	checkrcpt: "1c9yvul9nwg:delay-checks 1pw0kmm3zdz:delay-checks 139gfw2app7:delay-checks",
	Basic_check_rcpt:
		"ehd48gu2zi 1nmxhdxgrm6 6tcvjovg8f 21yoiquull0 13fn8dfzvhy 21vbonxjyml 3vgpzpcm2j r8hjxwwsal " +
		"1ifd906t0g5:-promiscuous 8gincm9z9m:-promiscuous 1owfbo4wv9m:-promiscuous 28mz0mk2ok6:-promiscuous " +
		"1pw0kmm3zdz:-promiscuous h2dnq5ak6q:-promiscuous f04f1cj29q:-promiscuous p68ml3siyj:-promiscuous",
	Rcpt_ok:
		"odvh03nfog:loose-relay-check ksr97bf35b:loose-relay-check ipo9wqjzkq:bestmx-limited+loose-relay-check " +
		"1lx4is1l5r3:-loose-relay-check uudiv5l7ja:bestmx-local ipo9wqjzkq:-loose-relay-check+bestmx-limited " +
		"2brpb9q52p9:bestmx-limited|bestmx-local 14808j1qqlq:bestmx-limited|bestmx-local " +
		"2bksu7xql6t:bestmx-limited|bestmx-local p3id7k7pc7:blocklist-recipients 1h8xpwhnac6:blocklist-recipients " +
		"196m6jn9jip:blocklist-recipients 2bhm6m5397f:blocklist-recipients h1pmeua0pb:blocklist-recipients " +
		"magkfdxveq:blocklist-recipients 4vh9fsg2d9:blocklist-recipients q8o7h1za3k:blocklist-recipients " +
		"25olltwrs7:access-skip+blocklist-recipients i1njzfknnf:-delay-new+blocklist-recipients+delay-checks " +
		"1xgetpv3wpc:blocklist-recipients 1jmcjgghj2v:blocklist-recipients gkcuap3g8z:blocklist-recipients " +
		"2lsbqphtej:blocklist-recipients 44bfmzt8rb:blocklist-recipients 1xjwe3lo6s7:blocklist-recipients " +
		"2f1e1ci8bei:blocklist-recipients gvgrj318qm:blocklist-recipients 610p9u72ja:-promiscuous " +
		"re8d7lcdmj:-promiscuous 1yherohwfi1:-promiscuous 6jtjrab74y:-promiscuous 1pw0kmm3zdz:-promiscuous " +
		"1as0l4kqcap:-promiscuous mnlz1wv7zu:-promiscuous 1ag4mtr3etl:-promiscuous zsfoancnmr:-promiscuous " +
		"27e1rgli0oq:-delay-checks+block-bad-helo+promiscuous 10yi06sd86k:-delay-checks+block-bad-helo+promiscuous " +
		"o904ms1b33:-delay-checks+block-bad-helo+promiscuous hkoq2vt93r:-delay-checks+block-bad-helo+promiscuous " +
		"132itpmjgc0:-delay-checks+block-bad-helo+promiscuous 29s73j6zdi8:-delay-checks+block-bad-helo+promiscuous " +
		"1wo8r4mjnk2:-delay-checks+block-bad-helo+promiscuous 1e7l2zhkztj:-delay-checks+block-bad-helo+promiscuous " +
		"1t20oq2qi9v:-delay-checks+block-bad-helo+promiscuous 8p0kfrp19h:-delay-checks+block-bad-helo+promiscuous " +
		"1yherohwfi1:-promiscuous|block-bad-helo+-promiscuous|-delay-checks 1oy6739qs8q:-promiscuous+reject-uucp " +
		"4imzldlzwa:-promiscuous+reject-uucp 4ne87nf34f:-promiscuous+reject-percent-hack " +
		"1oy9243ugk2:-promiscuous+reject-percent-hack 2eo2xn55r6c:-promiscuous+entire-domain qw3lmedb27:-promiscuous " +
		"1hnw9966b2r:-hosts-only+-promiscuous n55ggi7e0d:-hosts-only+-promiscuous+relay-full-address " +
		"tnr59pbnul:-hosts-only+-promiscuous+relay-full-address 2gkoy8grfsl:-hosts-only+-promiscuous+relay-full-address " +
		"hnbptm6ud8:-promiscuous+hosts-only zz52wfkbiz:-promiscuous+hosts-only+relay-full-address " +
		"abwnrjqxbg:-promiscuous+hosts-only+relay-full-address " +
		"m9i51876tf:-promiscuous+-relay-full-address+access+hosts-only 1g2m7ihlmyp:-promiscuous+access+hosts-only " +
		"142213bpgdm:-hosts-only+-promiscuous+-relay-full-address+access 7vvbqgebm9:-promiscuous+access " +
		"2660b9abcus:-promiscuous+access 25ask9slu8x:-promiscuous+access wezx0cyk9d:-promiscuous+mx-served " +
		"1rdmpckjdb2:-promiscuous+mx-served gigkri9rkp:-promiscuous+mx-served 15rk5rtbl7z:-promiscuous+mx-served " +
		"p3id7k7pc7:-promiscuous xg2h0jqy65:-promiscuous 218z7fz3xp1:-promiscuous 1j2h9spu6mg:-promiscuous",
	Relay_ok:
		"cna3sg9cl1:-promiscuous 3s6g8j5h6p:-promiscuous 1ebrnrh01dd:-promiscuous ndp66626ci:-promiscuous " +
		"2ifx7tef6v:-promiscuous 21z3hsje18h:-promiscuous zu80q36ufb:-promiscuous 130111i5yo2:-promiscuous+access " +
		"7vvbqgebm9:-promiscuous+access 1ciqw0zf8cf:-promiscuous+access 25ask9slu8x:-promiscuous+access " +
		"16ygf9nq376:-promiscuous 1f951iq2fqi:-promiscuous f3j7nbu46j:-promiscuous+local-from|mail-from " +
		"as2kyz2yck:-promiscuous+local-from|mail-from u4n9m0mo9k:-promiscuous+local-from " +
		"1sywf1fd323:-mail-from-domain+-promiscuous+mail-from uwsdd3rrd7:-promiscuous+hosts-only+mail-from-domain " +
		"2iqy1tiqpp:-hosts-only+-promiscuous+mail-from-domain 2dp7fmnhpef:-promiscuous+mail-from " +
		"lq8jn7x7i9:-promiscuous+mail-from l9qamvs4d0:-promiscuous 1m8rcmn0gzd:-promiscuous b310h2y7n3:-promiscuous " +
		"1n7g42vp9xf:-promiscuous 26nvk4u8bau:-promiscuous fp8jj4job6:-promiscuous 1xgvfbqksyy:-promiscuous " +
		"ojf045njv5:-promiscuous 1htjhpe4u9w:-promiscuous+entire-domain g7cm49pl34:-promiscuous " +
		"rn2z5stvp4:-promiscuous+hosts-only 1m83uk5euu:-promiscuous+access+hosts-only " +
		"28m5e6ytbkl:-promiscuous+access+hosts-only 26a2wo57lir:-hosts-only+-promiscuous " +
		"1j88tswbmql:-hosts-only+-promiscuous+access 7vvbqgebm9:-promiscuous+access 2660b9abcus:-promiscuous+access " +
		"25ask9slu8x:-promiscuous+access 27e1rgli0oq:-delay-checks+-promiscuous+block-bad-helo " +
		"10yi06sd86k:-delay-checks+-promiscuous+block-bad-helo o904ms1b33:-delay-checks+-promiscuous+block-bad-helo " +
		"hkoq2vt93r:-delay-checks+-promiscuous+block-bad-helo 132itpmjgc0:-delay-checks+-promiscuous+block-bad-helo " +
		"29s73j6zdi8:-delay-checks+-promiscuous+block-bad-helo 1wo8r4mjnk2:-delay-checks+-promiscuous+block-bad-helo " +
		"1e7l2zhkztj:-delay-checks+-promiscuous+block-bad-helo 1t20oq2qi9v:-delay-checks+-promiscuous+block-bad-helo " +
		"8p0kfrp19h:-delay-checks+-promiscuous+block-bad-helo 1yherohwfi1:-delay-checks+-promiscuous+block-bad-helo",
	FullAddr: "1qpn0bm76oz:delay-checks 2fz7mgc4vft:delay-checks 22t6ednx86q:delay-checks",
	Delay_TLS_Clt: "6yf7kx9cbn:delay-checks re8d7lcdmj:delay-checks 1oi1ckkn15v:delay-checks xu9zga7e0r:delay-checks",
	Delay_TLS_Clt2: "6yf7kx9cbn:delay-checks re8d7lcdmj:delay-checks 1rsv6h2dfdh:delay-checks fyac9xw2oo:delay-checks",
	D:
		"295jpxpkpw6:access 1tcg039b6nv:access 1m5l52s9n6w:lookup-dot-domain 1lvg2cq0so0:lookup-dot-domain " +
		"z4htnzhme9:access-skip 141c0rnxdpz:access 21r1h98hfj3:access 1txtb6goh3x:access 20l1jry7awc:access " +
		"1rzq3w661lj:access 23zlnjz2s7v:access 2cqdl1t4e0x:access",
	A:
		"z6pp15rehr:access 1tcg039b6nv:access z4htnzhme9:access-skip spa6oevisj:access hlw5fbook8:access " +
		"27phapz21i:access 1rzq3w661lj:access 23zlnjz2s7v:access 2cqdl1t4e0x:access",
	F:
		"25f6e0jzv9f:access 25zar5foura:access orcjk5jb5p:access 1swjyovz3tm:access 3j6yzzjuci:access wtknb0ksv6:access " +
		"1zdps0cexm:access 1s0wg1f7hsh:access e32mjj1uo0:access",
	E: "rkpkxofuoa:access 25zar5foura:access 1zdps0cexm:access 1s0wg1f7hsh:access e32mjj1uo0:access",
	U:
		"25f6e0jzv9f:access 25zar5foura:access 1rw7f77x2n8:access 248sa65c89t:access v9bykqpbch:access " +
		"1f8674193e1:access 1zdps0cexm:access 1s0wg1f7hsh:access e32mjj1uo0:access",
	SearchList: "1asj8zidvti:access ig20yc83eq:access 1w3z4qfpih1:access 2ekiew1k0fv:access 1w990huvd3r:access",
	RelayTLS:
		"90hbb4vxj:access h57tz11tou:access 28f12cklxzh:access 28sc7lxmbju:access 1ysxhdrgnqw:access 2fmzvs6do0r:access " +
		"1l3tuicz8yw:access 189ji26hee3:access 1hu1f60ftzt:access 25s2eex2dbw:access",
	tls_client:
		"10oehvc090e:access 78zdkkdf7k:access 1mheou687yz:access 21ofmjij0no:access 1adizksgu4r:access " +
		"fuj61fxd04:access 139gfw2app7:-access",
	TLS_connection:
		"yb1nvnbnfk:access 29415ehnpw8:access 5a4v0y326p:access 21gdi3f7tke:access j5a6ejgskf:access qohja1a171:access " +
		"1l5o579l71b:access 1m1g3ul5umh:access 144g1h2gbr8:access 21927jhr1tq:access gbpf8ve9ut:access " +
		"1hamu8puoj5:access 7ske9kp38d:access z4r2qpz0mz:access 1tb9w83z2tv:access 1lqqd1uqku2:access " +
		"1zvpvqkk839:access 2bmcqissfod:access 19ft6nt4x98:access 1gkh3esnrth:access 8h8cj5jbs5:access " +
		"1h9rcqbn5w5:access 1mic1wp151x:access n818cd2b56:access nem6miw8dg:access v44dzzffx1:access 3qh4z5taef:access " +
		"21fowdy3hiw:access 152cbp1hyb8:access 1xv1vh6ztgr:access 1cja9zohdf:access 22nwe7hup3d:access " +
		"14uo1egbtkf:access 60lelnvgi:access giwz4ojsyf:access j91s3zbhe1:access 71f0qedlu0:-access 1jqjcu6sm9k:-access " +
		"2da7wo3qvhi:-access 1l0ez1o9uf2:-access",
	TLS_req:
		"2atxtohq0d5:access 1nrgwve4qgz:access 2corlvviqnw:access 9uh35rdgbx:access 26ni0hv42r9:access " +
		"fo1jb3pgc6:access luz00dtohr:access 1dw9a2hmjnc:access 2e7rjt2efg3:access 1hokuzmiio4:access qw0q243sqf:access " +
		"1ime6eykbkp:access",
	max: "401d0lxqlt:access 22e78ce2zlb:access 9q5qjtxxrs:access 1oe6vtdr0w3:access 1etfuzk7oo7:access " + "22uoczc4frj:access",
};
